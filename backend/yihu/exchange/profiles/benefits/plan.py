"""What a list of grants means for the records at hand. Tables: `stage`, `matched`, `fault`, `row_plan`.

The same policy, person or household and day is the same grant: the list may add its amount and last day, nothing else.
"""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.setwise import Field, any_differs, changes, counted, made_id, remake, run
from yihu.kernel import clock

BENEFIT = (Field("amount", "金额"), Field("ends_on", "截止日期"))
# Whose: by ID number, else by household number and, for a policy for persons, by name. Of policies of one name the narrowest
# place that holds on the day.
MATCHED = """
    select s.row_no, h.id as household_id, h.region_code, i.household_id as id_household, n.id as no_household,
           p.id as policy_id, p.for_persons, o.known,
           case when p.for_persons then coalesce(i.id, b.id) end as member_id, coalesce(b.many, 0) as same_names
    from stage s
    left join member i on i.county = :county and i.id_hash = s.id_hash and i.left_on is null
    left join household n on n.county = :county and n.household_no = s.household_no
    left join household h on h.county = :county and h.id = coalesce(i.household_id, n.id) and h.region_code >= :lo
                          and h.region_code < :hi
    left join lateral (
        select p.id, p.for_persons from benefit_policy p
        where p.county = :county and p.name = s.policy and starts_with(h.region_code, p.region_code)
          and p.valid_from <= s.granted_on and (p.valid_to is null or p.valid_to > s.granted_on)
        order by length(p.region_code) desc limit 1
    ) p on true
    left join lateral (select exists (
        select from benefit_policy p where p.county = :county and p.name = s.policy) as known) o on true
    left join lateral (
        select min(m.id::text)::uuid as id, count(*) as many from member m
        where m.county = :county and m.household_id = h.id and m.name = s.person and m.left_on is null
    ) b on s.id_hash is null and s.person is not null
"""
CHECKS = """
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s join matched k using (row_no)
    cross join lateral (values
        ('户编号', 'person_not_named', '户编号和证件号码至少填一项', s.household_no is null and s.id_hash is null),
        ('证件号码', 'person_not_found', '您的辖区内没有登记此人', s.id_hash is not null and k.household_id is null),
        ('户编号', 'household_not_found', '您的辖区内没有这一户',
         s.id_hash is null and s.household_no is not null and k.household_id is null),
        ('户编号', 'person_disagrees', '证件号码登记在另一户', k.id_household <> k.no_household),
        ('政策', 'policy_unknown', '政策目录中没有“' || left(s.policy, 30) || '”', not k.known),
        ('政策', 'policy_not_in_force', '这项政策当时不在有效期内，或不适用于这个地方',
         k.known and k.household_id is not null and k.policy_id is null),
        ('享受人', 'person_not_named', '这项政策落实到人，请填写享受人或证件号码',
         k.for_persons and s.id_hash is null and s.person is null),
        ('享受人', 'member_not_found', '这一户没有这位家庭成员',
         k.for_persons and s.id_hash is null and s.person is not null and k.same_names = 0),
        ('享受人', 'member_ambiguous', '这一户有同名成员，请填写证件号码', k.for_persons and k.same_names > 1),
        ('日期', 'in_the_future', '享受日期不能晚于今天', s.granted_on > cast(:today as date)),
        ('截止日期', 'before_start', '截止日期不能早于享受日期', s.ends_on < s.granted_on)
    ) as v (field, code, message, holds)
    where v.holds and s.errors is null
"""
TWICE = """
    insert into fault
    select row_no, '政策', 'benefit_twice_in_list', '与第 ' || first || ' 行重复'
    from (select s.row_no, min(s.row_no) over (partition by k.household_id, k.policy_id, k.member_id, s.granted_on) as first
          from stage s join matched k using (row_no)
          where s.errors is null and s.row_no not in (select row_no from fault)) d
    where row_no > first
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
PLAN = f"""
    select s.row_no, k.household_id, k.region_code, k.policy_id, k.member_id, s.granted_on, s.ends_on, s.amount,
           b.id as benefit_id, coalesce(b.id, {made_id("s.row_no")}) as id,
           case when b.id is null then 'new' when {any_differs(BENEFIT, "s", "b")} then 'changed' else 'unchanged' end as action
    from stage s
    join matched k using (row_no)
    left join benefit b on b.county = :county and b.household_id = k.household_id and b.policy_id = k.policy_id
                        and b.member_id is not distinct from k.member_id and b.granted_on = s.granted_on
    where s.row_no not in (select row_no from refused)
"""
OUTCOME = f"""
    select s.row_no, coalesce(k.region_code, :lo) as region_code, concat_ws(' ', s.person, s.policy) as label,
           coalesce(p.action, 'rejected') as action, k.household_id as target_id,
           jsonb_strip_nulls(jsonb_build_object('户编号', s.household_no, '证件号码', s.id_masked, '享受人', s.person,
               '政策', s.policy, '日期', s.granted_on, '金额', s.amount::text)) as data,
           case when p.action = 'changed' then {changes(BENEFIT, "p", "b")} else '[]' end as changes,
           coalesce(s.errors, '[]') || coalesce(e.errors, '[]') as errors
    from stage s
    left join matched k using (row_no)
    left join row_plan p using (row_no)
    left join benefit b on b.county = :county and b.id = p.benefit_id and p.action = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
"""
COUNTS = """
    select count(distinct household_id) filter (where action <> 'unchanged') as households_granted,
           count(distinct policy_id) filter (where action <> 'unchanged') as policies_granted from row_plan
"""


def plan(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds | {"today": clock.business_date()}
    remake(session, "matched", MATCHED, binds, "row_no")
    for check in (CHECKS, TWICE):
        run(session, check, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "row_plan", PLAN, binds, "row_no")
    return counted(session, COUNTS, binds)
