"""What a laboratory's list means for the records at hand. Tables: `stage`, `matched`, `fault`, `row_plan`."""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.setwise import Field, any_differs, changes, counted, made_id, remake, run
from yihu.kernel import clock

TEST = (
    Field("passed", "结果", labels=(("true", "合格"), ("false", "不合格"))), Field("failing", "不合格指标"),
    Field("lab", "检测单位"), Field("report_no", "报告编号"),
)  # fmt: skip
# A source in a villagers' group lies in the village too; of a name used again the one in use on the day.
MATCHED = """
    select s.row_no, w.id as source_id, coalesce(w.region_code, s.region_code) as region_code, w.begun_on, w.ended_on,
           coalesce(w.many, 0) as many
    from stage s
    left join lateral (
        select x.id, x.region_code, x.begun_on, x.ended_on, count(*) over () as many from water_source x
        where x.county = :county and x.region_code >= s.region_code and x.region_code < s.region_code || ':'
          and x.name = s.name
        order by x.begun_on > s.tested_on, x.ended_on < s.tested_on, x.id limit 1
    ) w on true
"""
CHECKS = """
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s join matched k using (row_no)
    cross join lateral (values
        ('供水点', 'source_not_found', '这个村没有登记这个供水点，请先在“饮水”中登记', k.source_id is null),
        ('供水点', 'source_ambiguous', '这个村有几个同名的供水点', k.many > 1),
        ('检测日期', 'in_the_future', '检测日期不能晚于今天', s.tested_on > cast(:today as date)),
        ('不合格指标', 'missing', '不合格请填写不合格指标', not s.passed and s.failing is null)
    ) as v (field, code, message, holds)
    where v.holds and s.errors is null
"""
TWICE = """
    insert into fault
    select row_no, '供水点', 'test_twice_in_list', '与第 ' || first || ' 行重复'
    from (select s.row_no, min(s.row_no) over (partition by k.source_id, s.tested_on) as first
          from stage s join matched k using (row_no)
          where s.errors is null and s.row_no not in (select row_no from fault)) d
    where row_no > first
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
PLAN = f"""
    select s.row_no, k.source_id, k.region_code, s.tested_on, s.passed, s.failing, s.lab, s.report_no, t.id as water_test_id,
           coalesce(t.id, {made_id("s.row_no")}) as id,
           case when t.id is null then 'new' when {any_differs(TEST, "s", "t")} then 'changed' else 'unchanged' end as action
    from stage s
    join matched k using (row_no)
    left join water_test t on t.county = :county and t.source_id = k.source_id and t.tested_on = s.tested_on
    where s.row_no not in (select row_no from refused)
"""
OUTCOME = f"""
    select s.row_no, coalesce(k.region_code, :lo) as region_code, s.name as label,
           coalesce(p.action, 'rejected') as action, k.source_id as target_id,
           jsonb_strip_nulls(jsonb_build_object('检测日期', s.tested_on, '结果', {TEST[0].told("s")}, '不合格指标', s.failing,
               '检测单位', s.lab, '报告编号', s.report_no)) as data,
           case when p.action = 'changed' then {changes(TEST, "p", "t")} else '[]' end as changes,
           coalesce(s.errors, '[]') || coalesce(e.errors, '[]') as errors
    from stage s
    left join matched k using (row_no)
    left join row_plan p using (row_no)
    left join water_test t on t.county = :county and t.id = p.water_test_id and p.action = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
"""
COUNTS = """
    select count(distinct source_id) filter (where action <> 'unchanged') as sources_tested,
           count(*) filter (where action <> 'unchanged' and not passed) as tests_failed from row_plan
"""


def plan(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds | {"today": clock.business_date()}
    remake(session, "matched", MATCHED, binds, "row_no")
    for check in (CHECKS, TWICE):
        run(session, check, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "row_plan", PLAN, binds, "row_no")
    return counted(session, COUNTS, binds)
