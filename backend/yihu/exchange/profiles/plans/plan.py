"""What a list of measures means for the plans at hand. Tables: `stage`, `matched`, `fault`, `draft`, `row_plan`.

A row speaks to the newest edition of its household's plan of that year: a draft or a returned one is edited, one in force
gets a new edition, none is begun. What the list does not name stays.
"""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.setwise import Field, any_differs, changes, counted, made_id, remake, run
from yihu.kernel import clock
from yihu.plans.snapshot import KIND

PLAN = (
    Field("kind", "计划类型", labels=(("assistance", "帮扶计划"), ("consolidation", "巩固提升计划"))),
    Field("income_target", "收入目标"),
    Field("wish", "农户意愿"),
)
MEASURE = (
    Field("category", "类别", list="measure_category"),
    Field("text", "内容"),
    Field("cause", "针对原因", list="poverty_cause"),
    Field("assurance", "针对保障", list="assurance_item"),
    Field("quantity", "数量"),
    Field("unit", "单位"),
    Field("starts_on", "开始"),
    Field("due_on", "时限"),
    Field("owner_name", "责任人"),
    Field("executor", "实施主体", list="measure_executor"),
    Field("fund_source", "资金来源", list="fund_source"),
    Field("amount", "金额"),
    Field("batch", "五个一批", list="five_batch"),
)
COLUMNS = ", ".join(f"s.{field.name}" for field in (*PLAN, *MEASURE))
OTHER_MEMBER = "({new}.member_id is not null and {new}.member_id is distinct from m.member_id)"
# A measure is known by its number, else by whom it is for, its category and its words.
MATCHED = f"""
    select s.row_no, coalesce(s.year, cast(:this_year as int)) as year, h.id as household_id, h.region_code, h.head_name,
           {KIND} as fits, b.id as base_id, b.state as base_state, b.kind as base_kind, who.id as member_id,
           who.many as members, coalesce(old.id, same.id) as measure_id, coalesce(old.root_id, same.root_id) as root_id
    from stage s
    left join household h on h.county = :county and h.region_code >= :lo and h.region_code < :hi
                          and h.household_no = s.household_no
    left join lateral (
        select p.id, p.state, p.kind from plan p
        where p.county = :county and p.household_id = h.id and p.year = coalesce(s.year, cast(:this_year as int))
        order by p.edition desc limit 1
    ) b on true
    left join measure old on old.county = :county and old.plan_id = b.id and old.root_id = s.measure_no
                          and old.state <> 'cancelled'
    left join lateral (
        select coalesce(min(m.id::text) filter (where m.id = old.member_id), min(m.id::text))::uuid as id,
               case when bool_or(m.id = old.member_id) then 1 else count(*) end as many
        from member m
        where m.county = :county and m.household_id = h.id and m.name = s.member
          and (m.left_on is null or m.id = old.member_id)
    ) who on s.member is not null
    left join lateral (
        select m.id, m.root_id from measure m
        where m.county = :county and m.plan_id = b.id and m.state <> 'cancelled' and m.category = s.category
          and m.text = s.text and m.member_id is not distinct from who.id
        order by m.sort, m.id limit 1
    ) same on s.measure_no is null
"""
SAYS_MORE = f"""
    (k.measure_id is null or {any_differs(MEASURE, "s", "m")} or {OTHER_MEMBER.format(new="k")} or {any_differs(PLAN, "s", "b")})
"""
CHECKS = f"""
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s
    join matched k using (row_no)
    left join plan b on b.county = :county and b.id = k.base_id
    left join measure m on m.county = :county and m.id = k.measure_id
    cross join lateral (values
        ('户编号', 'household_not_found', '您的辖区内没有这一户', k.household_id is null),
        ('户主', 'head_disagrees', '与登记的户主“' || k.head_name || '”不符', s.head <> k.head_name),
        ('计划类型', 'plan_kind_mismatch', '与农户的脱贫属性不符',
         k.household_id is not null and s.kind <> k.fits and s.kind is distinct from k.base_kind),
        ('对象', 'member_not_found', '这一户没有这位家庭成员', s.member is not null and k.household_id is not null and k.members = 0),
        ('对象', 'member_ambiguous', '这一户有同名成员，请在系统中修改', k.members > 1),
        ('措施编号', 'measure_unknown', '这一户的计划里没有这条措施，新措施请留空',
         s.measure_no is not null and k.household_id is not null and k.measure_id is null),
        ('内容', 'not_filled', '还有空着没填的地方（{{ }} 或 ＿），请改成本户的实际情况',
         s.text ~ '[{{}}＿]' and s.text is distinct from m.text),
        ('数量', 'out_of_range', '数量应大于零', s.quantity = 0),
        ('时限', 'before_start', '完成时限不能早于开始时间', coalesce(s.due_on, m.due_on) < coalesce(s.starts_on, m.starts_on)),
        ('年度', 'plan_submitted', '这一户的计划已提交审核，请先撤回或等审核结束', k.base_state = 'submitted' and {SAYS_MORE}),
        ('年度', 'plan_closed', '这一户这一年的计划已办结，不能再改', k.base_state = 'closed' and {SAYS_MORE})
    ) as v (field, code, message, holds)
    where v.holds and s.errors is null
"""
TWICE = """
    insert into fault
    select row_no, '内容', 'measure_twice_in_list', '与第 ' || first || ' 行是同一条措施'
    from (select s.row_no, min(s.row_no) over (
              partition by k.household_id, k.year, coalesce(k.root_id::text, concat_ws('|', s.category, k.member_id, s.text))) as first
          from stage s join matched k using (row_no) where s.errors is null and k.household_id is not null) d
    where row_no > first
"""
DISAGREE = """
    insert into fault
    select s.row_no, v.field, 'plan_disagrees', '与第 ' || d.first || ' 行不一致，同一户同一年只能有一个'
    from stage s
    join matched k using (row_no)
    join (select k.household_id, k.year, min(s.row_no) as first,
                 (array_agg(s.kind order by s.row_no) filter (where s.kind is not null))[1] as kind,
                 (array_agg(s.income_target order by s.row_no) filter (where s.income_target is not null))[1] as income_target,
                 (array_agg(s.wish order by s.row_no) filter (where s.wish is not null))[1] as wish
          from stage s join matched k using (row_no) where s.errors is null and k.household_id is not null
          group by 1, 2) d on d.household_id = k.household_id and d.year = k.year
    cross join lateral (values ('计划类型', s.kind <> d.kind), ('收入目标', s.income_target <> d.income_target),
                               ('农户意愿', s.wish <> d.wish)) as v (field, holds)
    where v.holds and s.errors is null
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
GOOD = f"""
    select s.row_no, k.household_id, k.region_code, k.year, k.base_id, k.base_state, k.member_id, k.measure_id, k.root_id,
           {COLUMNS}
    from stage s join matched k using (row_no) where s.row_no not in (select row_no from refused)
"""
DRAFT = f"""
    select d.*, case when d.mode = 'edited' then d.base_id else {made_id("d.first", 1)} end as id,
           coalesce({any_differs(PLAN, "d", "b")}, false) as differs
    from (select household_id, year, region_code, base_id, min(row_no) as first,
                 case when base_id is null then 'new' when base_state = 'active' then 'edition' else 'edited' end as mode,
                 (array_agg(kind order by row_no) filter (where kind is not null))[1] as kind,
                 (array_agg(income_target order by row_no) filter (where income_target is not null))[1] as income_target,
                 (array_agg(wish order by row_no) filter (where wish is not null))[1] as wish
          from good group by household_id, year, region_code, base_id, base_state) d
    left join plan b on b.county = :county and b.id = d.base_id
"""
ROWS = f"""
    select p.*, d.id as plan_id, d.mode, d.first, {made_id("p.row_no")} as id,
           case when m.id is null then 'new'
                when {any_differs(MEASURE, "p", "m")} or {OTHER_MEMBER.format(new="p")} then 'changed'
                when d.differs and p.row_no = d.first then 'plan' else 'unchanged' end as does
    from good p
    join draft d on d.household_id = p.household_id and d.year = p.year
    left join measure m on m.county = :county and m.id = p.measure_id
"""
UNCHANGED = """
    delete from draft d where not exists (select from row_plan p where p.plan_id = d.id and p.does <> 'unchanged')
"""
MEMBER = f"""
    case when {OTHER_MEMBER.format(new="p")} then jsonb_build_array(jsonb_build_object('field', 'member_id', 'title', '对象',
         'old', (select name from member x where x.county = :county and x.id = m.member_id),
         'new', (select name from member x where x.county = :county and x.id = p.member_id))) else '[]' end
"""
# A target below what the household has is told beside the row and keeps nothing out.
LOW = "p.does <> 'unchanged' and s.income_target < h.net_income_per_capita"
OUTCOME = f"""
    select s.row_no, coalesce(k.region_code, :lo) as region_code, concat_ws(' ', k.head_name, left(s.text, 40)) as label,
           case p.does when 'new' then 'new' when 'unchanged' then 'unchanged' when 'changed' then 'changed'
                when 'plan' then 'changed' else 'rejected' end as action,
           k.household_id as target_id,
           jsonb_strip_nulls(jsonb_build_object('户编号', s.household_no, '户主', s.head, '年度', k.year, '对象', s.member,
               '内容', s.text)) as data,
           case when p.does = 'changed' then {changes(MEASURE, "p", "m")} || {MEMBER} else '[]' end
               || case when d.differs and p.row_no = d.first then {changes(PLAN, "d", "b")} else '[]' end as changes,
           coalesce(s.errors, '[]') || coalesce(e.errors, '[]')
               || case when {LOW} then jsonb_build_array(jsonb_build_object('column', '收入目标', 'code', 'target_below_income',
                  'message', '低于现在的人均收入 ' || h.net_income_per_capita || ' 元，请核对')) else '[]' end as errors
    from stage s
    left join matched k using (row_no)
    left join row_plan p using (row_no)
    left join household h on h.county = :county and h.id = p.household_id
    left join draft d on d.id = p.plan_id
    left join plan b on b.county = :county and b.id = d.base_id
    left join measure m on m.county = :county and m.id = p.measure_id and p.does = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
"""
COUNTS = """
    select count(*) filter (where mode = 'new') as plans_new, count(*) filter (where mode = 'edition') as plans_adjusted,
           count(*) filter (where mode = 'edited') as plans_changed,
           (select count(*) from measure m join draft d on m.plan_id = d.base_id
            where m.county = :county and m.state <> 'cancelled'
              and not exists (select from row_plan p where p.measure_id = m.id)) as measures_not_in_list,
           (select count(distinct h.id) from draft d join household h on h.county = :county and h.id = d.household_id
            where d.income_target < h.net_income_per_capita) as targets_below_income
    from draft
"""


def plan(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds | {"this_year": clock.business_date().year}
    remake(session, "matched", MATCHED, binds, "row_no")
    for check in (CHECKS, TWICE, DISAGREE):
        run(session, check, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "good", GOOD, binds, "household_id")
    remake(session, "draft", DRAFT, binds, "household_id")
    remake(session, "row_plan", ROWS, binds, "row_no")
    run(session, "create index on row_plan (plan_id)", {})
    run(session, UNCHANGED, binds)
    return counted(session, COUNTS, binds)
