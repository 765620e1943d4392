from yihu.accounts.permissions import Permission
from yihu.exchange.forms.benefits import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.benefits.apply import apply, reverse
from yihu.exchange.profiles.benefits.plan import OUTCOME, plan

PROFILE = Profile(
    FORM,
    Permission.BENEFITS_IMPORT,
    plan,
    plan_tables={"row_plan": "row_no"},
    looks_at=("household", "member", "benefit_policy", "benefit"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
)
