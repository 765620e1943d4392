"""保障核查记录: what a list of checks means for the records at hand.

The same household, item, member and day is the same check: another result corrects it.
"""

from yihu.accounts.permissions import Permission
from yihu.assurances import judging
from yihu.assurances.item import ITEMS
from yihu.assurances.models import AssuranceCheck
from yihu.exchange.forms.assurance_checks import FORM
from yihu.exchange.profiles.assurance_checks.apply import apply, reverse
from yihu.exchange.profiles.assurance_checks.judging import TITLES, judge
from yihu.exchange.register import Check, Once, Register
from yihu.exchange.setwise import Field, made_id
from yihu.exchange.whose import MEMBER, NAMED, matched, member_checks

LISTS = {(item.code, one.name): one.list for item in ITEMS.values() for one in judging.fields_of(item) if one.list}


class Seen(Field):
    """The figures of a check, named as people read them."""

    def told(self, row: str) -> str:
        names = ", ".join(
            f"('{of}', '{name}', '{title}', '{LISTS.get((of, name), '')}')" for (of, name), title in TITLES.items()
        )
        return f"""
            (select string_agg(t.title || '：' || coalesce(c.label, case f.value when 'true' then '是' when 'false' then '否'
                                                          else f.value end), '；' order by t.title)
             from jsonb_each_text({row}.figures) f
             join (values {names}) as t (item, figure, title, list) on t.item = {row}.item and t.figure = f.key
             left join code c on c.list = t.list and c.code = f.value)
        """


RESULT = Field("result", "结果", labels=tuple((result.value, said) for result, said in judging.SAID.items()))
PER_MEMBER = "s.item in ({})".format(", ".join(f"'{code}'" for code, item in ITEMS.items() if item.per_member))
ABOUT = f"case when {PER_MEMBER} then {MEMBER} end"

PROFILE = Register(
    FORM,
    Permission.ASSURANCES_IMPORT,
    AssuranceCheck,
    looks_at=("household", "member"),
    matched=matched({"head_name": "h.head_name"}),
    checks=(
        *NAMED,
        Check("核查日期", "in_the_future", "核查日期不能晚于今天", "s.checked_on > cast(:today as date)"),
        *member_checks("姓名", PER_MEMBER),
    ),
    judge=judge,
    rows="stage s join matched k using (row_no) join judged j using (row_no)",
    says={
        "member_id": ABOUT, "result": "j.result", "figures": "j.figures", "reasons": "j.reasons",
        "rule_version": "j.rule_version", "checker": "s.checker", "new_id": made_id("s.row_no"),
    },
    once=Once(f"s.item, s.checked_on, k.household_id, {ABOUT}", "项目", "check_twice_in_list"),
    same="""x.household_id = n.household_id and x.item = n.item and x.member_id is not distinct from n.member_id
            and x.checked_on = n.checked_on and x.voided_on is null""",
    newest="x.id desc",
    key=("household_id", "member_id", "item", "checked_on"),
    fields=(RESULT, Seen("figures", "情况"), Field("note", "情况说明")),
    label="concat_ws(' ', coalesce(s.person, k.head_name), (select label from code where list = 'assurance_item' and code = s.item))",
    data={
        "核查日期": "s.checked_on", "户编号": "s.household_no", "证件号码": "s.id_masked", "结果": RESULT.told("p"),
        "情况说明": "s.note",
    },
    counts="""
        select count(distinct household_id) filter (where action <> 'unchanged') as households_checked,
               count(*) filter (where action <> 'unchanged' and result = 'defect') as defects_found from row_plan
    """,
    own_apply=apply,
    own_reverse=reverse,
).profile()  # fmt: skip
