"""What a department's list means for the records at hand. Tables: `stage`, `fault`, `keyed`, `seen`, `row_plan`."""

from sqlalchemy.orm import Session

from yihu.departments.matching import WHY, found
from yihu.departments.taking import SAID, numbered
from yihu.exchange.profile import Batch
from yihu.exchange.setwise import Field, any_differs, changes, counted, made_id, remake, run
from yihu.kernel import clock

TITLES = {
    "id_masked": "证件号码", "person_name": "姓名", "household_no": "户编号", "happened_on": "日期", "ends_on": "截止日期",
    "amount": "金额", "details": "其他内容",
}  # fmt: skip
RECORD = tuple(Field(name, title) for name, title in TITLES.items())
CHECKS = """
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s
    cross join lateral (values
        ('证件号码', 'person_not_named', '证件号码、户编号、姓名至少填一项',
         s.id_masked is null and s.household_no is null and s.person_name is null),
        ('日期', 'in_the_future', '日期不能晚于今天', s.happened_on > cast(:today as date)),
        ('截止日期', 'before_start', '截止日期不能早于发生日期', s.ends_on < s.happened_on),
        ('部门', 'from_below', '部门数据由县级部门推送', length(:lo) > length(:county))
    ) as v (field, code, message, holds)
    where v.holds and s.errors is null
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
KEYED = numbered("(select * from stage where row_no not in (select row_no from refused))")
SEEN = found("keyed", "row_no", "r.copy = 1")
PLAN = f"""
    select k.row_no, k.department, k.kind, k.own_key, {", ".join(f"k.{name}" for name in SAID)}, d.id as department_record_id,
           coalesce(d.id, {made_id("k.row_no")}) as id, coalesce(s.region_code, :county) as region_code,
           s.household_id, s.why,
           case when d.id is null then 'new'
                when {any_differs(RECORD, "k", "d")} or k.source_no is distinct from d.source_no then 'changed'
                else 'unchanged' end as action
    from keyed k join seen s on s.key = k.row_no
    left join department_record d on d.county = :county and d.department = k.department and d.kind = k.kind
                                  and d.own_key = k.own_key
    where k.copy = 1
"""
SAID_OF = "case p.why " + " ".join(f"when '{code}' then '{words}'" for code, words in WHY.items()) + " end"
OUTCOME = f"""
    select s.row_no, coalesce(p.region_code, :lo) as region_code,
           concat_ws(' ', s.person_name, (select label from code where list = 'push_kind' and code = s.kind), s.source_no) as label,
           case when e.row_no is not null or s.errors is not null then 'rejected' else coalesce(p.action, 'unchanged') end as action,
           p.household_id as target_id,
           jsonb_strip_nulls(jsonb_build_object('编号', s.source_no, '证件号码', s.id_masked, '户编号', s.household_no,
               '姓名', s.person_name, '日期', s.happened_on, '金额', s.amount::text, '未对应', {SAID_OF},
               '重复', case when p.row_no is null then '与前面一行相同' end)) as data,
           case when p.action = 'changed' then {changes(RECORD, "p", "d")} else '[]' end as changes,
           coalesce(s.errors, '[]') || coalesce(e.errors, '[]') as errors
    from stage s
    left join row_plan p using (row_no)
    left join department_record d on d.county = :county and d.id = p.department_record_id and p.action = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
"""
COUNTS = "select count(*) filter (where why is not null) as records_unmatched from row_plan"


def plan(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds | {"today": clock.business_date()}
    run(session, CHECKS, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "keyed", KEYED, binds, "row_no")
    remake(session, "seen", SEEN, binds, "key")
    remake(session, "row_plan", PLAN, binds, "row_no")
    return counted(session, COUNTS, binds)
