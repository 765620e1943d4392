"""部门名单: what a department's list of houses, pupils and the insured means for the entries at hand.

Whom nobody knows is kept too: that the department knows somebody we do not is what reconciling is for. A person whom his
household does not name is nobody we know, whatever the number of the household says.
"""

from yihu.accounts.permissions import Permission
from yihu.assurances.sector_models import DepartmentEntry
from yihu.exchange.forms.department_lists import FORM
from yihu.exchange.register import Check, Once, Register
from yihu.exchange.setwise import Field
from yihu.exchange.whose import MEMBER, matched

PER_MEMBER = "s.item in ('education', 'health')"
ABOUT = f"case when {PER_MEMBER} then {MEMBER} end"
KNOWN = f"(s.item = 'housing' or {ABOUT} is not null)"

PROFILE = Register(
    FORM,
    Permission.ASSURANCES_IMPORT,
    DepartmentEntry,
    looks_at=("household", "member"),
    matched=matched({"found_household": "coalesce(i.household_id, n.id)"}),
    checks=(
        Check("项目", "item_without_list", "只能导入住房、义务教育、基本医疗的名单", f"s.item <> 'housing' and not {PER_MEMBER}"),
        Check("房屋等级", "missing", "住房名单请填写房屋等级", "s.item = 'housing' and s.grade is null"),
        Check("就学情况", "missing", "义务教育名单请填写就学情况", "s.item = 'education' and s.state is null"),
        Check("参保", "missing", "基本医疗名单请填写是否参保", "s.item = 'health' and s.insured is null"),
        Check("名单日期", "in_the_future", "名单日期不能晚于今天", "s.listed_on > cast(:today as date)"),
        Check("户编号", "outside_area", "这一户不在您的辖区内", "k.found_household is not null and k.household_id is null"),
        Check("姓名", "member_ambiguous", "这一户有同名成员，请填写证件号码", f"{PER_MEMBER} and k.id_member is null and k.same_names > 1"),
    ),
    once=Once(
        f"s.item, s.listed_on, k.household_id, {ABOUT}", "姓名", "entry_twice_in_list",
        where=f"k.household_id is not null and {KNOWN}",
    ),
    region=f"case when {KNOWN} then coalesce(k.region_code, :lo) else :lo end",
    says={
        "name": "s.person",
        "household_id": f"case when {KNOWN} then k.household_id end",
        "member_id": ABOUT,
        "figures": """jsonb_strip_nulls(jsonb_build_object(
            'grade', case when s.item = 'housing' then s.grade end,
            'state', case when s.item = 'education' then s.state end,
            'insured', case when s.item = 'health' then s.insured end))""",
        "result": """case when s.item = 'housing' then case when s.grade in ('C', 'D') then 'defect' else 'ok' end
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
    sets={"source": ":source", "settled_on": "null", "settled_by_name": "null", "settlement": "null"},
    label="s.person",
    target="p.household_id",
    data={
        "项目": "s.item", "名单日期": "s.listed_on", "户编号": "s.household_no", "证件号码": "s.id_masked", "姓名": "s.person",
        "地址": "s.place", "房屋等级": "s.grade", "就学情况": "s.state", "参保": "s.insured",
    },
    counts="select count(*) filter (where household_id is null) as entries_unknown from row_plan",
).profile()  # fmt: skip
