"""走访记录: visits a unit has written down. The same visitor, day, way and household (or village) is the same visit."""

from yihu.accounts.permissions import Permission
from yihu.exchange.forms.visits import FORM
from yihu.exchange.records import Records
from yihu.exchange.register import Check, Once, Register
from yihu.exchange.setwise import Field
from yihu.exchange.whose import matched, named, of_the_household
from yihu.visits.models import Visit

CONTACT = "coalesce(s.contact, 'home')"
TO_VILLAGE = f"{CONTACT} = 'village'"
TO_HOME = f"{CONTACT} <> 'village'"
ABOVE = "({row}.region_code >= :lo and {row}.region_code < :hi or starts_with(:lo, {row}.region_code))"
# Of people of that name on duty on the day, those who answer for the household first, then those of its village.
MATCHED = f"""
    with base as materialized ({matched()}),
    hand as (
        select row_no, min(id::text)::uuid as helper_id, min(user_id::text)::uuid as user_id, min(level) as helper_level,
               count(*) as hands
        from (
            select k.row_no, w.id, w.user_id, w.level,
                   rank() over (partition by k.row_no order by exists (
                       select from pairing g where g.county = :county and g.helper_id = w.id
                         and g.household_id = k.household_id and g.valid_from <= s.visited_on
                         and (g.valid_to is null or g.valid_to > s.visited_on)) desc,
                       w.region_code = left(coalesce(k.region_code, s.village), 12) desc nulls last) as place
            from base k
            join stage s using (row_no)
            join helper w on w.county = :county and w.name = s.visitor and {ABOVE.format(row="w")}
                          and w.valid_from <= s.visited_on and (w.valid_to is null or w.valid_to > s.visited_on)
            left join unit u on u.county = :county and u.id = w.unit_id
            where s.unit is null or u.name = s.unit
        ) f where place = 1 group by row_no
    )
    select k.*, a.helper_id, a.user_id, a.helper_level, coalesce(a.hands, 0) as hands, c.id as campaign_id, c.starts_on, c.ends_on
    from base k
    join stage s using (row_no)
    left join hand a using (row_no)
    left join lateral (
        select g.id, g.starts_on, g.ends_on from campaign g
        where g.county = :county and g.name = s.campaign and {ABOVE.format(row="g")}
        order by length(g.region_code) desc limit 1
    ) c on true
"""

PROFILE = Register(
    FORM,
    Permission.VISITS_IMPORT,
    Visit,
    looks_at=("household", "member", "helper", "unit", "pairing", "campaign"),
    matched=MATCHED,
    checks=(
        *named(TO_HOME),
        of_the_household("户主", TO_HOME),
        Check("村", "missing", "到村走访请填写村", f"{TO_VILLAGE} and coalesce(length(s.village), 0) < 12"),
        Check("户编号", "not_a_household", "到村走访只填村，不填农户", f"{TO_VILLAGE} and (s.household_no is not null or s.id_hash is not null)"),
        Check("村", "household_of_another_village", "这一户登记在别的村",
              f"{TO_HOME} and left(s.village, 12) <> left(k.region_code, length(left(s.village, 12)))"),
        Check("覆盖户数", "not_in_a_village", "覆盖户数只在到村走访时填写", f"{TO_HOME} and s.households_reached is not null"),
        Check("走访日期", "in_the_future", "走访日期不能晚于今天", "s.visited_on > cast(:today as date)"),
        Check("下次走访日期", "not_after", "下次走访日期应晚于本次", "s.next_on <= s.visited_on"),
        Check("走访人", "visitor_not_found", "当时的帮扶人员名册里没有这位走访人，请先导入名册、核对单位，或填写层级", "k.hands = 0 and s.level is null"),
        Check("走访人", "visitor_ambiguous", "名册里有 {k.hands} 位同名的人，请填写单位", "k.hands > 1"),
        Check("专项行动", "campaign_unknown", "没有这个专项行动", "s.campaign is not null and k.campaign_id is null"),
        Check("走访日期", "outside_campaign", "走访日期不在专项行动期间（{k.starts_on}至{k.ends_on}）", "s.visited_on not between k.starts_on and k.ends_on"),
    ),
    once=Once(
        f"{CONTACT}, k.household_id, case when {TO_VILLAGE} then s.village end, s.visited_on, s.visitor",
        "走访日期", "visit_twice_in_list",
    ),
    region=f"case when {TO_VILLAGE} then s.village else k.region_code end",
    says={
        "contact": CONTACT, "visitor_name": "s.visitor", "visitor_level": "coalesce(k.helper_level, s.level)",
        "visitor_id": "k.user_id",
    },
    same="""(x.household_id = n.household_id
             or n.household_id is null and x.household_id is null and x.region_code = n.region_code)
            and x.visited_on = n.visited_on and x.contact = n.contact and x.visitor_name = n.visitor_name
            and x.voided_on is null""",
    newest="x.id",
    key=("household_id", "visited_on", "contact", "visitor_name", "visitor_level", "visitor_id", "helper_id", "campaign_id"),
    fields=(
        Field("purposes", "事由", list="visit_purpose", kind="codes"), Field("supports", "帮扶内容", list="visit_support", kind="codes"),
        Field("topics", "宣讲政策", list="domain", kind="codes"), Field("causes_seen", "致贫原因", list="poverty_cause", kind="codes"),
        Field("participants", "随行人员", kind="words"), Field("person_met", "见到的人"), Field("situation", "走访情况"),
        Field("needs", "诉求"), Field("suggestions", "建议"), Field("materials", "发放资料"),
        Field("households_reached", "覆盖户数"), Field("next_on", "下次走访日期"),
    ),
    adds={
        "purposes": "coalesce(purposes, '{routine}')",
        **{name: f"coalesce({name}, '{{}}')" for name in ("supports", "topics", "causes_seen", "participants")},
        "recorded_by": "case when visitor_id is distinct from :actor_id then cast(:actor_id as uuid) end",
    },
    label="concat_ws(' ', s.person, s.household_no, s.visitor)",
    data={
        "走访日期": "s.visited_on", "走访人": "s.visitor", "户编号": "s.household_no", "证件号码": "s.id_masked",
        "走访情况": "left(s.situation, 60)",
    },
    counts="""
        select count(distinct household_id) filter (where action <> 'unchanged') as households_visited,
               count(*) filter (where action = 'new' and helper_id is null) as visitors_not_on_roster from row_plan
    """,
    # A visit stays that has brought something to light.
    recorded=Records(
        "visit", "VisitCorrected", made="VisitRecorded", says=("household_id", "visited_on"),
        says_new=("contact", "visitor_level", "campaign_id"),
        free="not exists (select from finding f where f.county = :county and f.visit_id = x.id)",
    ),
).profile()  # fmt: skip
