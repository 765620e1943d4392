"""What a grouping sheet means for the pairings at hand. Tables: `stage`, `home`, `hand`, `matched`, `fault`, `row_plan`."""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.setwise import counted, made_id, remake, run
from yihu.kernel import clock

INSIDE = "h.region_code >= :lo and h.region_code < :hi"
VILLAGES = "string_agg(distinct coalesce(v.short_name, '其他地方'), '、')"
# Whom the row is about: by household number, else by head and village.
HOME = f"""
    select s.row_no, c.note as about, min(f.id::text)::uuid as household_id, count(distinct f.id) as many,
           min(f.region_code) as region_code, {VILLAGES} as villages
    from stage s
    left join code c on c.list = 'pairing_kind' and c.code = s.kind
    left join lateral (
        select h.id, h.region_code from household h
        where h.county = :county and {INSIDE} and c.note <> 'village' and s.household_no is not null
          and h.household_no = s.household_no
        union all
        select h.id, h.region_code from household h
        where h.county = :county and {INSIDE} and c.note <> 'village' and s.household_no is null and h.head_name = s.head
          and (s.village is null or left(h.region_code, 12) = left(s.village, 12)) and h.status is distinct from 'cancelled'
    ) f on true
    left join region v on v.code = left(f.region_code, 12)
    group by s.row_no, c.note
"""
# Who helps: people on duty of that name, those of the village first, then those of the kind.
HAND = f"""
    select row_no, min(id::text)::uuid as helper_id, count(*) as many, {VILLAGES} as villages
    from (
        select s.row_no, w.id, w.region_code,
               rank() over (partition by s.row_no order by (left(coalesce(k.region_code, s.village), 12) = w.region_code) desc nulls last,
                            (s.kind = any(w.kinds)) desc) as place
        from stage s
        join home k using (row_no)
        join helper w on w.county = :county and w.name = s.helper and w.valid_to is null
          and (w.region_code >= :lo and w.region_code < :hi or starts_with(:lo, w.region_code))
          and (s.roster_no is null or w.roster_no = s.roster_no)
        left join unit u on u.county = :county and u.id = w.unit_id
        where s.unit is null or u.name = s.unit
    ) f left join region v on v.code = f.region_code
    where place = 1 group by row_no
"""
MATCHED = """
    select s.row_no, k.about, case when k.many = 1 then k.household_id end as household_id, k.many as homes,
           k.villages as home_villages, case when k.about = 'village' then s.village else k.region_code end as region_code,
           case when a.many = 1 then a.helper_id end as helper_id, coalesce(a.many, 0) as hands, a.villages as hand_villages,
           m.id as member_id, coalesce(s.valid_from, cast(:today as date)) as valid_from
    from stage s
    join home k using (row_no)
    left join hand a using (row_no)
    left join lateral (
        select min(m.id::text)::uuid as id from member m
        where m.county = :county and m.household_id = k.household_id and k.many = 1 and m.name = s.member
          and m.left_on is null having count(*) = 1
    ) m on k.about = 'member'
"""
SAME = """
    g.county = :county and g.helper_id = k.helper_id and g.kind = s.kind and g.household_id is not distinct from k.household_id
    and g.member_id is not distinct from k.member_id and (k.household_id is not null or g.region_code = k.region_code)
"""
CHECKS = f"""
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s join matched k using (row_no)
    cross join lateral (values
        ('户编号', 'household_not_found', '您的辖区内没有这一户',
         k.about <> 'village' and k.homes = 0 and (s.household_no is not null or s.head is not null)),
        ('户编号', 'household_not_named', '户编号和户主至少填一项',
         k.about <> 'village' and s.household_no is null and s.head is null),
        ('户主', 'household_ambiguous', '同名户主有 ' || k.homes || ' 户：' || coalesce(k.home_villages, '') || '，请填写户编号',
         k.homes > 1),
        ('村', 'missing', '对村的结对须填写村', k.about = 'village' and (s.village is null or length(s.village) < 12)),
        ('结对成员', 'member_not_found', '这一户没有这位成员，或有同名成员', k.about = 'member' and k.homes = 1 and k.member_id is null),
        ('帮扶人', 'helper_not_found', '没有这位在岗的帮扶人，请先导入名册或核对单位、编号', k.hands = 0),
        ('帮扶人', 'helper_ambiguous', '同名帮扶人有 ' || k.hands || ' 位：' || coalesce(k.hand_villages, '') || '，请填写单位或编号',
         k.hands > 1),
        ('起始日期', 'in_future', '起始日期不能晚于今天', k.valid_from > cast(:today as date)),
        ('起始日期', 'pairing_overlaps', '这一段时间已有过同样的结对', exists (
            select from pairing g where {SAME} and g.valid_to > greatest(k.valid_from, g.valid_from))),
        ('帮扶人', 'first_secretary_there', '这个村已有第一书记', s.kind = 'first_secretary' and exists (
            select from pairing g where g.county = :county and g.kind = 'first_secretary' and g.region_code = k.region_code
            and g.helper_id <> k.helper_id and (g.valid_to is null or g.valid_to > k.valid_from)))
    ) as v (field, code, message, holds)
    where v.holds and s.errors is null
"""
TWICE = """
    insert into fault
    select row_no, '帮扶人', 'pairing_twice_in_list', '与第 ' || first || ' 行重复'
    from (select s.row_no, min(s.row_no) over (partition by s.kind, case when s.kind = 'first_secretary' then k.region_code
              else concat_ws('|', k.helper_id, k.household_id, k.member_id, case when k.household_id is null then k.region_code end)
              end) as first
          from stage s join matched k using (row_no) where s.errors is null and s.row_no not in (select row_no from fault)) d
    where row_no > first
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
PLAN = f"""
    select s.row_no, k.region_code, k.helper_id, s.kind, k.household_id, k.member_id, k.valid_from,
           coalesce(g.id, {made_id("s.row_no")}) as id, case when g.id is null then 'new' else 'unchanged' end as action
    from stage s join matched k using (row_no)
    left join pairing g on {SAME} and g.valid_to is null
    where s.row_no not in (select row_no from refused)
"""
OUTCOME = """
    select s.row_no, coalesce(k.region_code, :lo) as region_code, concat_ws(' ', s.head, s.member, s.helper) as label,
           coalesce(p.action, 'rejected') as action, k.household_id as target_id,
           jsonb_strip_nulls(jsonb_build_object('户编号', s.household_no, '户主', s.head, '结对成员', s.member,
               '帮扶人', s.helper, '单位', s.unit, '编号', s.roster_no)) as data,
           '[]'::jsonb as changes, coalesce(s.errors, '[]') || coalesce(e.errors, '[]') as errors
    from stage s
    left join matched k using (row_no)
    left join row_plan p using (row_no)
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
"""
COUNTS = """
    select count(distinct household_id) as households_paired, count(distinct helper_id) as helpers_paired from row_plan
"""


def plan(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds | {"today": clock.business_date()}
    remake(session, "home", HOME, binds, "row_no")
    remake(session, "hand", HAND, binds, "row_no")
    remake(session, "matched", MATCHED, binds, "row_no")
    for check in (CHECKS, TWICE):
        run(session, check, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "row_plan", PLAN, binds, "row_no")
    return counted(session, COUNTS, binds)
