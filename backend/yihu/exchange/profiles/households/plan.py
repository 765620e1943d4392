"""What a member list means for the files at hand: findings per row, then what each row would do. Writes nothing lasting.

Tables of the transaction: `stage` (as read), `family` (households of the list), `matched` (rows and the members they
speak of), `fault` (why rows are refused), `row_plan` (accepted rows), `household_plan`, `outcome`.
"""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.profiles.households.fields import HOUSEHOLD, HOUSEHOLD_ID, MEMBER, MEMBER_ID, SAME_IN_ALL_ROWS
from yihu.exchange.setwise import any_differs, changes, columns_of, counted, made_id, remake, run

FAMILY = """
    select s.household_no, h.id as household_id, h.region_code as on_file, s.ref_row, s.rows, s.size
    from (
        select household_no, count(*) as rows, max(size) as size,
               coalesce(min(row_no) filter (where relation = '02'), min(row_no)) as ref_row
        from stage where household_no is not null group by household_no
    ) s left join household h on h.county = :county and h.household_no = s.household_no
"""
# Who on file a row speaks of: by person number, else by ID number, else by name where one side has no number.
NUMBERED = """
    select s.row_no, f.household_id, p.id as by_no, p.household_id as no_household, p.left_on,
           d.id as by_id, d.household_id as id_household
    from stage s join family f using (household_no)
    left join member p on p.county = :county and p.person_no = s.person_no
    left join member d on d.county = :county and d.id_hash = s.id_hash and d.left_on is null
"""
MATCHED = """
    select row_no, coalesce(by_no, by_id) as member_id from numbered where coalesce(by_no, by_id) is not null
    union all
    (select distinct on (m.id) s.row_no, m.id
     from numbered n join stage s using (row_no)
     join member m on m.county = :county and m.household_id = n.household_id and m.name = s.name and m.left_on is null
          and (m.id_hash is null or s.id_hash is null) and (m.person_no is null or s.person_no is null)
     where n.by_no is null and n.by_id is null
       and m.id not in (select by_no from numbered where by_no is not null
                        union all select by_id from numbered where by_id is not null)
     order by m.id, s.row_no)
"""
ON_FILE = """
    insert into fault
    select n.row_no, v.field, v.code, v.message
    from numbered n join stage s using (row_no) join family f using (household_no)
    cross join lateral (values
        ('户编号', 'outside_area', '这一户登记在您的辖区之外', f.on_file < :lo or f.on_file >= :hi),
        ('证件号码', 'person_in_other_household', '此人已登记在另一户，请先在原户办理迁出',
         n.id_household is distinct from n.household_id and n.by_id is not null),
        ('人编号', 'person_no_taken', '这个人编号已用在另一户',
         n.no_household is distinct from n.household_id and n.by_no is not null),
        ('人编号', 'person_no_disagrees', '人编号与证件号码在系统中是两个人',
         n.no_household = n.household_id and n.id_household = n.household_id and n.by_no <> n.by_id),
        ('姓名', 'person_has_left', '此人已登记离开本户，如已返回请人工登记',
         n.no_household = n.household_id and n.left_on is not null)
    ) as v (field, code, message, holds)
    where v.holds and (n.household_id is not null or n.by_no is not null or n.by_id is not null)
"""
DOUBLED = """
    select id_hash, array_agg(row_no order by row_no) as rows, count(distinct household_no) as homes
    from stage
    where household_no is not null and id_hash in (select id_hash from stage group by id_hash having count(*) > 1)
    group by id_hash having count(*) > 1
"""
# The same person twice: lines of one household keep the first; of several, only where he is on file already.
TWICE = """
    insert into fault
    select s.row_no, '证件号码', 'person_twice_in_list', '与第 ' || array_to_string(array_remove(d.rows, s.row_no), '、')
           || ' 行证件号码相同'
    from doubled d join (
        select row_no, id_hash, row_number() over (partition by id_hash, household_no order by row_no) as nth
        from stage where id_hash in (select id_hash from doubled) and household_no is not null
    ) s using (id_hash) join numbered n using (row_no)
    where s.nth > 1 or (d.homes > 1 and (n.household_id is null or n.id_household is distinct from n.household_id))
"""
NUMBER_TWICE = """
    insert into fault
    select s.row_no, '人编号', 'person_no_twice_in_list', '与第 ' || d.first || ' 行人编号相同'
    from (select person_no, min(row_no) as first from stage where person_no is not null
          group by person_no having count(*) > 1) d
    join stage s using (person_no) where s.row_no > d.first
"""
HEAD_TWICE = """
    insert into fault
    select s.row_no, '与户主关系', 'head_twice', '同一户有两位户主，第 ' || f.ref_row || ' 行已是户主'
    from stage s join family f using (household_no) where s.relation = '02' and s.row_no > f.ref_row
"""
DIFFERS = " or ".join(f"s.{c} <> r.{c}" for c in SAME_IN_ALL_ROWS)
VALUES = ", ".join(f"('{title}', s.{c} <> r.{c})" for c, title in SAME_IN_ALL_ROWS.items())
CONTRADICTS = f"""
    insert into fault
    select s.row_no, v.field, 'household_column_differs', '与本户第 ' || f.ref_row || ' 行不一致'
    from stage s join family f using (household_no) join stage r on r.row_no = f.ref_row
    cross join lateral (values {VALUES}) as v (field, differs)
    where s.row_no <> f.ref_row and ({DIFFERS}) and v.differs
"""
REFUSED = "select row_no from stage where errors is not null or household_no is null union select row_no from fault"
# A household comes with its head or not at all; one that is on file may be added to without him.
NO_HEAD = """
    insert into fault
    select s.row_no, '与户主关系', case when r.relation = '02' then 'head_refused' else 'head_missing' end,
           case when r.relation = '02' then '户主所在的第 ' || f.ref_row || ' 行有错误，全户没有导入'
                else '这一户没有户主' end
    from stage s join family f using (household_no) join stage r on r.row_no = f.ref_row
    where f.household_id is null and (r.relation is distinct from '02' or r.row_no in (select row_no from refused))
      and s.row_no not in (select row_no from refused)
"""
OTHER_HEAD = """
    insert into fault
    select s.row_no, '与户主关系', 'head_differs', '系统中本户户主是' || m.name || '，请在名单中同时写明其新的关系'
    from stage s join family f using (household_no) left join matched k using (row_no)
    join member m on m.county = :county and m.household_id = f.household_id and m.relation = '02' and m.left_on is null
    where s.relation = '02' and m.id is distinct from k.member_id and s.row_no not in (select row_no from refused)
      and not exists (select from matched o join stage x using (row_no)
                      where o.member_id = m.id and x.relation <> '02' and x.row_no not in (select row_no from refused))
"""
CHANGED = any_differs(MEMBER, "s", "m")
PLAN = f"""
    select s.row_no, f.household_no, f.household_id, coalesce(m.id, {made_id("s.row_no", MEMBER_ID)}) as member_id, f.ref_row,
           case when m.id is null then 'new' when {CHANGED} then 'changed' else 'unchanged' end as action
    from stage s join family f using (household_no) left join matched k using (row_no)
    left join member m on m.county = :county and m.id = k.member_id
    where s.row_no not in (select row_no from refused)
"""
# What the rows of a household agree on; where they need not (phone, natural village) the first row that says something
# speaks, the head's before all others. Found by its number, so that nothing has to be sorted.
AGREED = [c for c in columns_of(HOUSEHOLD) if c in SAME_IN_ALL_ROWS]
FREE = {field.name: field.columns for field in HOUSEHOLD if field.name not in SAME_IN_ALL_ROWS}
FIRST = "abs(min(case when p.row_no = p.ref_row then -p.row_no else p.row_no end)"
SPOKEN = f"""
    select a.*, {", ".join(f"{name}_row.{c}" for name, columns in FREE.items() for c in columns)}
    from (
        select p.household_no, any_value(p.household_id) as household_id, any_value(s.region_code) as region_code,
               {FIRST}) as lead_row, count(*) as rows, bool_or(p.action <> 'unchanged') as members_differ,
               {", ".join(f"any_value(s.{c}) as {c}" for c in AGREED)},
               {", ".join(f"{FIRST} filter (where s.{name} is not null)) as {name}_at" for name in FREE)}
        from row_plan p join stage s using (row_no) group by p.household_no
    ) a {" ".join(f"left join stage {name}_row on {name}_row.row_no = a.{name}_at" for name in FREE)}
"""
MOVED = "(s.region_code is not null and not starts_with(h.region_code, s.region_code))"
HOUSEHOLD_PLAN = f"""
    select coalesce(s.household_id, {made_id("s.lead_row", HOUSEHOLD_ID)}) as id, s.*, {MOVED} as moved,
           case when h.id is null then 'new' when {any_differs(HOUSEHOLD, "s", "h")} or {MOVED} then 'changed'
                else 'unchanged' end as action
    from spoken s left join household h on h.county = :county and h.id = s.household_id
"""
PLACE = """
    case when h.moved then jsonb_build_array(jsonb_build_object('field', 'region_code', 'title', '行政村',
         'old', (select short_name from region where code = o.region_code),
         'new', (select short_name from region where code = h.region_code))) else '[]' end
"""
# What the report says of each row; of a new household all at once, at its head's.
OUTCOME = f"""
    select s.row_no, coalesce(s.region_code, :lo) as region_code, concat_ws(' ', s.household_no, s.name) as label,
           case when p.row_no is null then 'rejected' when p.action <> 'unchanged' then p.action
                when h.action = 'changed' then 'changed' else 'unchanged' end as action,
           case when h.action = 'new' then h.rows else 1 end as rows, p.household_id as target_id,
           jsonb_strip_nulls(jsonb_build_object('户编号', s.household_no, '姓名', s.name, '证件号码', s.id_masked,
               '与户主关系', r.label, '本户行数', case when h.action = 'new' then h.rows end)) as data,
           case when p.action = 'changed' then {changes(MEMBER, "s", "m")} else '[]' end
           || case when h.action = 'changed' then {changes(HOUSEHOLD, "h", "o")} || {PLACE} else '[]' end as changes,
           case when s.errors is null and e.errors is null then '[]'
                else coalesce(s.errors, '[]') || coalesce(e.errors, '[]') end as errors
    from stage s
    left join row_plan p using (row_no)
    left join code r on r.list = 'kinship' and r.code = s.relation
    left join member m on m.county = :county and m.id = p.member_id and p.action = 'changed'
    left join household_plan h on h.lead_row = s.row_no
    left join household o on o.county = :county and o.id = h.household_id and h.action = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
    where p.row_no is null or p.household_id is not null or h.id is not null
"""
COUNTS = """
    select (select count(*) from household_plan where action = 'new') as households_new,
           (select count(*) from household_plan where action = 'changed') as households_changed,
           (select count(*) from household_plan where action = 'unchanged') as households_unchanged,
           (select count(*) from family where size <> rows) as households_of_other_size,
           (select count(*) from member m join family f on f.household_id = m.household_id
            where m.county = :county and m.left_on is null
              and not exists (select from matched k where k.member_id = m.id)) as members_not_in_list
"""


def plan(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds
    remake(session, "family", FAMILY, binds, "household_no")
    remake(session, "numbered", NUMBERED, binds, "row_no")
    remake(session, "matched", MATCHED, binds, "member_id")
    remake(session, "doubled", DOUBLED, binds)
    for check in (ON_FILE, TWICE, NUMBER_TWICE, HEAD_TWICE, CONTRADICTS):
        run(session, check, binds)
    for check in (NO_HEAD, OTHER_HEAD):
        remake(session, "refused", REFUSED, binds, "row_no")
        run(session, check, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "row_plan", PLAN, binds, "row_no")
    remake(session, "spoken", SPOKEN, binds)
    remake(session, "household_plan", HOUSEHOLD_PLAN, binds, "lead_row")
    return counted(session, COUNTS, binds)
