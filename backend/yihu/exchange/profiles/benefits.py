"""政策享受台账: what a list of grants means for the records at hand.

The same policy, person or household and day is the same grant: the list may add its amount and last day, nothing else.
"""

from yihu.accounts.permissions import Permission
from yihu.benefits.models import Benefit
from yihu.exchange.forms.benefits import FORM
from yihu.exchange.register import Check, Once, Register
from yihu.exchange.setwise import Field
from yihu.exchange.whose import MEMBER, NAMED, matched, member_checks

# Of policies of one name the narrowest place that holds on the day.
POLICY = """
    left join lateral (
        select p.id, p.for_persons from benefit_policy p
        where p.county = :county and p.name = s.policy and starts_with(h.region_code, p.region_code)
          and p.valid_from <= s.granted_on and (p.valid_to is null or p.valid_to > s.granted_on)
        order by length(p.region_code) desc limit 1
    ) p on true
    left join lateral (select exists (
        select from benefit_policy p where p.county = :county and p.name = s.policy) as known) o on true
"""

PROFILE = Register(
    FORM,
    Permission.BENEFITS_IMPORT,
    Benefit,
    looks_at=("household", "member", "benefit_policy"),
    matched=matched({"policy_id": "p.id", "for_persons": "p.for_persons", "known": "o.known"}, POLICY),
    checks=(
        *NAMED,
        Check("政策", "policy_unknown", "政策目录中没有“{left(s.policy, 30)}”", "not k.known"),
        Check(
            "政策", "policy_not_in_force", "这项政策当时不在有效期内，或不适用于这个地方",
            "k.known and k.household_id is not null and k.policy_id is null",
        ),
        *member_checks("享受人", "k.for_persons"),
        Check("日期", "in_the_future", "享受日期不能晚于今天", "s.granted_on > cast(:today as date)"),
        Check("截止日期", "before_start", "截止日期不能早于享受日期", "s.ends_on < s.granted_on"),
    ),
    says={"member_id": f"case when k.for_persons then {MEMBER} end"},
    once=Once(
        f"k.household_id, k.policy_id, case when k.for_persons then {MEMBER} end, s.granted_on",
        "政策", "benefit_twice_in_list",
    ),
    same="""x.household_id = n.household_id and x.policy_id = n.policy_id and x.member_id is not distinct from n.member_id
            and x.granted_on = n.granted_on""",
    key=("household_id", "policy_id", "member_id", "granted_on"),
    fields=(Field("amount", "金额"), Field("ends_on", "截止日期")),
    label="concat_ws(' ', s.person, s.policy)",
    data={
        "户编号": "s.household_no", "证件号码": "s.id_masked", "享受人": "s.person", "政策": "s.policy", "日期": "s.granted_on",
        "金额": "s.amount::text",
    },
    counts="""
        select count(distinct household_id) filter (where action <> 'unchanged') as households_granted,
               count(distinct policy_id) filter (where action <> 'unchanged') as policies_granted from row_plan
    """,
).profile()  # fmt: skip
