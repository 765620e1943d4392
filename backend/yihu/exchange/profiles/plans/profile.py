from yihu.accounts.permissions import Permission
from yihu.exchange.forms.plans import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.plans.apply import apply
from yihu.exchange.profiles.plans.plan import OUTCOME, plan
from yihu.exchange.profiles.plans.reverse import reverse

PROFILE = Profile(
    FORM,
    Permission.PLANS_IMPORT,
    plan,
    plan_tables={"row_plan": "plan_id", "draft": "id"},
    looks_at=("household", "member", "plan", "measure"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
)
