"""What a roster means for the register. Tables of the transaction: `stage`, `matched`, `fault`, `row_plan`."""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.setwise import Field, any_differs, changes, counted, made_id, remake, run

HELPER = (
    Field("roster_no", "编号"),
    Field("name", "姓名", along=("name_sort",)),
    Field("kinds", "类别", list="pairing_kind", kind="codes"),
    Field("unit", "单位"),
    Field("position", "职务"),
    Field("level", "层级", list="unit_layer"),
    Field("region_code", "所属区划"),
    Field("phone", "电话"),
    Field("party_member", "是否党员", kind="bool"),
    Field("capacity", "最多联系户数"),
)
# Who it is: by the roster's number among people of the same kind, else by name, place and unit.
MATCHED = """
    select s.row_no, coalesce(r.id, n.id) as helper_id, coalesce(r.many, 0) as same_number, coalesce(n.many, 0) as same_name
    from stage s
    left join lateral (
        select min(w.id::text)::uuid as id, count(*) as many from helper w
        where w.county = :county and w.region_code >= :lo and w.region_code < :hi and w.valid_to is null
          and w.roster_no = s.roster_no and w.kinds && s.kinds having count(*) > 0
    ) r on true
    left join lateral (
        select min(w.id::text)::uuid as id, count(*) as many
        from helper w left join unit u on u.county = :county and u.id = w.unit_id
        where w.county = :county and w.region_code = s.region_code and w.valid_to is null and w.name = s.name
          and (s.unit is null or u.name = s.unit) and (s.roster_no is null or w.roster_no is null) having count(*) > 0
    ) n on r.id is null
"""
CHECKS = """
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s join matched k using (row_no)
    cross join lateral (values
        ('编号', 'helper_ambiguous', '这个编号在您的辖区内不止一人', k.same_number > 1),
        ('姓名', 'helper_ambiguous', '同一地方有同名的人，请填写编号或单位', k.same_name > 1)
    ) as v (field, code, message, holds)
    where v.holds
"""
TWICE = """
    insert into fault
    select s.row_no, '姓名', 'helper_twice_in_list', '与第 ' || d.first || ' 行是同一人'
    from stage s join matched k using (row_no)
    join (select min(s.row_no) as first, coalesce(k.helper_id::text,
              concat_ws('|', s.name, s.region_code, coalesce(s.unit, ''), coalesce(s.roster_no, ''))) as who
          from stage s join matched k using (row_no) group by 2 having count(*) > 1) d
      on d.who = coalesce(k.helper_id::text,
              concat_ws('|', s.name, s.region_code, coalesce(s.unit, ''), coalesce(s.roster_no, '')))
    where s.row_no > d.first
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
AT_HAND = """
    select w.*, u.name as unit from helper w left join unit u on u.county = :county and u.id = w.unit_id
    where w.county = :county and w.id in (select helper_id from matched)
"""
BY_PLACE = "case length(s.region_code) when 6 then 'county' when 9 then 'township' else 'village' end"
GOOD = f"""
    select s.row_no, k.helper_id, s.roster_no, s.name, s.initials, s.name_sort, s.unit, s.position, s.phone, s.party_member,
           s.capacity, s.region_code,
           case when s.kinds <@ w.kinds then w.kinds
                else (select array_agg(distinct c order by c) from unnest(s.kinds || coalesce(w.kinds, '{{}}')) c) end as kinds,
           coalesce(s.level, w.level, u.layer, {BY_PLACE}) as level
    from stage s join matched k using (row_no)
    left join at_hand w on w.id = k.helper_id
    left join unit u on u.county = :county and u.name = s.unit
    where s.row_no not in (select row_no from refused)
"""
PLAN = f"""
    select p.*, coalesce(p.helper_id, {made_id("p.row_no")}) as id,
           case when w.id is null then 'new' when {any_differs(HELPER, "p", "w")} then 'changed' else 'unchanged' end as action
    from good p
    left join at_hand w on w.id = p.helper_id
"""
OUTCOME = f"""
    select s.row_no, coalesce(s.region_code, :lo) as region_code, concat_ws(' ', s.name, s.unit) as label,
           case when p.row_no is null then 'rejected' else p.action end as action, null::uuid as target_id,
           jsonb_strip_nulls(jsonb_build_object('编号', s.roster_no, '姓名', s.name, '单位', s.unit, '职务', s.position)) as data,
           case when p.action = 'changed' then {changes(HELPER, "p", "w")} else '[]' end as changes,
           coalesce(s.errors, '[]') || coalesce(e.errors, '[]') as errors
    from stage s
    left join row_plan p using (row_no)
    left join (select w.*, u.name as unit from helper w left join unit u on u.county = :county and u.id = w.unit_id
               where w.county = :county) w on w.id = p.helper_id and p.action = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
"""
# Declared against loaded: how many of the list's kinds will be on duty, and who of them the list does not name.
COUNTS = """
    select count(*) filter (where at_hand) + (select count(*) from row_plan where action = 'new') as helpers_on_duty,
           count(*) filter (where at_hand and not named) as helpers_not_in_list
    from (select true as at_hand, exists (select from row_plan p where p.helper_id = w.id) as named
          from helper w where w.county = :county and w.region_code >= :lo and w.region_code < :hi and w.valid_to is null
            and exists (select from stage s where s.kinds && w.kinds)) known
"""


def plan(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds
    remake(session, "matched", MATCHED, binds, "row_no")
    for check in (CHECKS, TWICE):
        run(session, check, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "at_hand", AT_HAND, binds, "id")
    remake(session, "good", GOOD, binds)
    remake(session, "row_plan", PLAN, binds, "row_no")
    return counted(session, COUNTS, binds)
