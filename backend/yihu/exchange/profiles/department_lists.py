"""部门名单: what a department's list means for the entries at hand; `comparisons` says what each stands for.

Whom nobody knows is kept too: that the department knows somebody we do not is what comparing is for. A person whom his
household does not name is nobody we know, whatever the number of the household says. Where the number of a person's own card has
found him, name and household are compared too. A stranger belongs to the village his address names.
"""

from sqlalchemy.orm import Session

from yihu.accounts.permissions import Permission
from yihu.comparisons import comparing
from yihu.comparisons.models import DepartmentEntry
from yihu.comparisons.subject import SUBJECTS
from yihu.exchange.forms.department_lists import FORM
from yihu.exchange.profile import Batch, Verb
from yihu.exchange.records import Records, taken_back
from yihu.exchange.register import Check, Once, Register
from yihu.exchange.setwise import Field, counted
from yihu.exchange.whose import MEMBER, matched
from yihu.kernel.jobs import defer

OF_HOUSEHOLDS = ", ".join(f"'{one.item}'" for one in SUBJECTS.values() if not one.per_member)
PER_MEMBER = f"s.item not in ({OF_HOUSEHOLDS})"
ABOUT = f"case when {PER_MEMBER} then {MEMBER} end"
KNOWN = f"(not {PER_MEMBER} or {ABOUT} is not null)"

BY_CARD = f"{PER_MEMBER} and k.id_member is not null"
VILLAGE = """
    left join lateral (
        select min(r.code) as code from region r
        where r.level = 'village' and r.valid_to is null and r.code >= :lo and r.code < :hi and h.id is null
          and strpos(s.place, r.short_name) > 0
        having count(*) = 1
    ) v on true
"""
STANDINGS = """
    select count(*) filter (where e.standing = 'match') as entries_match,
           count(*) filter (where e.standing = 'differs') as entries_differ,
           count(*) filter (where e.standing = 'only_theirs') as entries_only_theirs,
           count(*) filter (where e.standing = 'only_ours') as entries_only_ours
    from department_entry e join (select distinct item, listed_on from row_plan) l using (item, listed_on)
    where e.county = :county and e.area = :lo
"""
BROUGHT = {
    "source": ":source",
    "area": ":lo",
    "sent_by": ":actor_id",
    "unit": "(select unit from app_user where id = :actor_id)",
}
_taken_back: Verb = taken_back(Records("department_entry"), DepartmentEntry)


def compare(session: Session, batch: Batch) -> dict[str, int]:
    """What the lines stand for; the county is judged again."""
    comparing.of_county(session, batch.county)
    defer(session, "make_round", county=batch.county)
    return counted(session, STANDINGS, batch.binds)


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    told = _taken_back(session, batch)
    comparing.of_county(session, batch.county)
    return told


PROFILE = Register(
    FORM,
    Permission.ASSURANCES_IMPORT,
    DepartmentEntry,
    looks_at=("household", "member"),
    matched=matched({"found_household": "coalesce(i.household_id, n.id)", "village": "v.code"}, VILLAGE),
    checks=(
        Check("房屋等级", "missing", "住房名单请填写房屋等级", "s.item = 'housing' and s.grade is null"),
        Check("就学情况", "missing", "义务教育名单请填写就学情况", "s.item = 'education' and s.state is null"),
        Check("参保", "missing", "基本医疗名单请填写是否参保", "s.item = 'health' and s.insured is null"),
        Check("户类别", "missing", "名册请填写户类别", "s.item = 'register' and s.household_class is null"),
        Check("名单日期", "in_the_future", "名单日期不能晚于今天", "s.listed_on > cast(:today as date)"),
        Check("户编号", "outside_area", "这一户不在您的辖区内", "k.found_household is not null and k.household_id is null"),
        Check("姓名", "member_ambiguous", "这一户有同名成员，请填写证件号码", f"{PER_MEMBER} and k.id_member is null and k.same_names > 1"),
    ),
    once=Once(
        f"s.item, s.listed_on, k.household_id, {ABOUT}", "姓名", "entry_twice_in_list",
        where=f"k.household_id is not null and {KNOWN}",
    ),
    region=f"coalesce(case when {KNOWN} then k.region_code end, k.village, :lo)",
    says={
        "name": "s.person",
        "household_id": f"case when {KNOWN} then k.household_id end",
        "member_id": ABOUT,
        "figures": f"""jsonb_strip_nulls(jsonb_build_object(
            'grade', case when s.item = 'housing' then s.grade end,
            'state', case when s.item = 'education' then s.state end,
            'insured', case when s.item = 'health' then s.insured end,
            'household_class', case when s.item = 'register' then s.household_class end,
            'disability_class', case when s.item = 'disability' then s.disability_class end,
            'disability_grade', case when s.item = 'disability' then s.disability_grade::int end,
            'name', case when {BY_CARD} then s.person end,
            'household_no', case when {BY_CARD} then s.household_no end))""",
        "result": """case when s.item not in ('housing', 'education', 'health') then null
                          when s.item = 'housing' then case when s.grade in ('C', 'D') then 'defect' else 'ok' end
                          when s.item = 'health' then case when s.insured then 'ok' else 'defect' end
                          when s.state in ('dropped_out', 'not_enrolled') then 'defect'
                          when s.state = 'exempt' then 'not_applicable' else 'ok' end""",
    },
    same="""x.item = n.item and x.listed_on = n.listed_on
            and (n.household_id is not null and x.household_id = n.household_id
                 and x.member_id is not distinct from n.member_id
                 or n.household_id is null and x.household_id is null and x.name = n.name
                    and x.id_hash is not distinct from n.id_hash and x.place is not distinct from n.place)""",
    newest="x.id",
    key=("item", "listed_on", "household_id", "member_id", "name", "place", "id_hash", "id_masked"),
    fields=(Field("figures", "内容"), Field("result", "结果")),
    # What has changed is open again: it was settled on what the list said before.
    sets={
        **BROUGHT, "name": "p.name", "place": "p.place", "id_hash": "p.id_hash", "id_masked": "p.id_masked",
        "standing": "'only_theirs'", "differing": "'{}'", "answer": "null", "settled_on": "null", "settled_by_name": "null",
        "settlement": "null",
    },
    adds=BROUGHT,
    label="s.person",
    target="p.household_id",
    data={
        "项目": "s.item", "名单日期": "s.listed_on", "户编号": "s.household_no", "证件号码": "s.id_masked", "姓名": "s.person",
        "地址": "s.place", "房屋等级": "s.grade", "就学情况": "s.state", "参保": "s.insured",
        "户类别": "s.household_class", "残疾类别": "s.disability_class", "残疾等级": "s.disability_grade",
    },
    counts="select count(*) filter (where household_id is null) as entries_unknown from row_plan",
    follow=compare,
    own_reverse=reverse,
).profile()  # fmt: skip
