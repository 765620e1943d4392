"""What a department's list means for the records at hand. Tables: `stage`, `matched`, `fault`, `row_plan`.

Whom nobody knows is kept too: that the department knows somebody we do not is what reconciling is for.
"""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.setwise import Field, any_differs, changes, counted, made_id, remake, run
from yihu.kernel import clock

ENTRY = (Field("figures", "内容"), Field("result", "结果"))
MATCHED = """
    select s.row_no, coalesce(i.household_id, n.id) as found_household, i.id as found_member, b.id as named_member,
           coalesce(b.many, 0) as same_names, h.id as household_id, h.region_code,
           case when s.item in ('education', 'health') then coalesce(i.id, b.id) end as member_id
    from stage s
    left join member i on i.county = :county and i.id_hash = s.id_hash and i.left_on is null
    left join household n on n.county = :county and n.household_no = s.household_no
    left join household h on h.county = :county and h.id = coalesce(i.household_id, n.id) and h.region_code >= :lo
                          and h.region_code < :hi
    left join lateral (
        select min(m.id::text)::uuid as id, count(*) as many from member m
        where m.county = :county and m.household_id = h.id and m.name = s.person and m.left_on is null
    ) b on s.id_hash is null
"""
CHECKS = """
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s join matched k using (row_no)
    cross join lateral (values
        ('项目', 'item_without_list', '只能导入住房、义务教育、基本医疗的名单', s.item not in ('housing', 'education', 'health')),
        ('房屋等级', 'missing', '住房名单请填写房屋等级', s.item = 'housing' and s.grade is null),
        ('就学情况', 'missing', '义务教育名单请填写就学情况', s.item = 'education' and s.state is null),
        ('参保', 'missing', '基本医疗名单请填写是否参保', s.item = 'health' and s.insured is null),
        ('名单日期', 'in_the_future', '名单日期不能晚于今天', s.listed_on > cast(:today as date)),
        ('户编号', 'outside_area', '这一户不在您的辖区内', k.found_household is not null and k.household_id is null),
        ('姓名', 'member_ambiguous', '这一户有同名成员，请填写证件号码',
         s.item in ('education', 'health') and k.found_member is null and k.same_names > 1)
    ) as v (field, code, message, holds)
    where v.holds and s.errors is null
"""
TWICE = """
    insert into fault
    select row_no, '姓名', 'entry_twice_in_list', '与第 ' || first || ' 行重复'
    from (select s.row_no, min(s.row_no) over (partition by s.item, s.listed_on, k.household_id, k.member_id) as first
          from stage s join matched k using (row_no)
          where s.errors is null and k.household_id is not null and (s.item = 'housing' or k.member_id is not null)
            and s.row_no not in (select row_no from fault)) d
    where row_no > first
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
# A person whom his household does not name is nobody we know, whatever the number of the household says.
KNOWN = """
    select s.row_no, s.item, s.listed_on, s.person as name, s.place, s.id_hash, s.id_masked,
           case when s.item = 'housing' or k.member_id is not null then k.household_id end as household_id,
           case when s.item = 'housing' or k.member_id is not null then k.member_id end as member_id,
           case when s.item = 'housing' or k.member_id is not null then coalesce(k.region_code, :lo) else :lo end as region_code,
           jsonb_strip_nulls(jsonb_build_object(
               'grade', case when s.item = 'housing' then s.grade end,
               'state', case when s.item = 'education' then s.state end,
               'insured', case when s.item = 'health' then s.insured end)) as figures,
           case when s.item = 'housing' then case when s.grade in ('C', 'D') then 'defect' else 'ok' end
                when s.item = 'health' then case when s.insured then 'ok' else 'defect' end
                when s.state in ('dropped_out', 'not_enrolled') then 'defect'
                when s.state = 'exempt' then 'not_applicable' else 'ok' end as result
    from stage s join matched k using (row_no)
    where s.row_no not in (select row_no from refused)
"""
PLAN = f"""
    select k.*, e.id as department_entry_id, coalesce(e.id, {made_id("k.row_no")}) as id,
           case when e.id is null then 'new' when {any_differs(ENTRY, "k", "e")} then 'changed' else 'unchanged' end as action
    from known k
    left join lateral (
        select x.id, x.figures, x.result from department_entry x
        where x.county = :county and x.item = k.item and x.listed_on = k.listed_on
          and (k.household_id is not null and x.household_id = k.household_id
               and x.member_id is not distinct from k.member_id
               or k.household_id is null and x.household_id is null and x.name = k.name
                  and x.id_hash is not distinct from k.id_hash and x.place is not distinct from k.place)
        limit 1
    ) e on true
"""
OUTCOME = f"""
    select s.row_no, coalesce(p.region_code, k.region_code, :lo) as region_code, s.person as label,
           coalesce(p.action, 'rejected') as action, p.household_id as target_id,
           jsonb_strip_nulls(jsonb_build_object('项目', s.item, '名单日期', s.listed_on, '户编号', s.household_no,
               '证件号码', s.id_masked, '姓名', s.person, '地址', s.place, '房屋等级', s.grade, '就学情况', s.state,
               '参保', s.insured)) as data,
           case when p.action = 'changed' then {changes(ENTRY, "p", "e")} else '[]' end as changes,
           coalesce(s.errors, '[]') || coalesce(f.errors, '[]') as errors
    from stage s
    left join matched k using (row_no)
    left join row_plan p using (row_no)
    left join department_entry e on e.county = :county and e.id = p.department_entry_id and p.action = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) f using (row_no)
"""
COUNTS = "select count(*) filter (where household_id is null) as entries_unknown from row_plan"


def plan(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds | {"today": clock.business_date()}
    remake(session, "matched", MATCHED, binds, "row_no")
    for check in (CHECKS, TWICE):
        run(session, check, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "known", KNOWN, binds, "row_no")
    remake(session, "row_plan", PLAN, binds, "row_no")
    return counted(session, COUNTS, binds)
