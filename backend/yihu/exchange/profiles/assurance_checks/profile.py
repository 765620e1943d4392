from yihu.accounts.permissions import Permission
from yihu.exchange.forms.assurance_checks import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.assurance_checks.apply import apply, reverse
from yihu.exchange.profiles.assurance_checks.plan import OUTCOME, plan

PROFILE = Profile(
    FORM,
    Permission.ASSURANCES_IMPORT,
    plan,
    plan_tables={"row_plan": "row_no"},
    looks_at=("household", "member", "assurance_check"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
)
