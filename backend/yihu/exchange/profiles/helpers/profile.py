from yihu.accounts.permissions import Permission
from yihu.exchange.forms.helpers import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.helpers.apply import apply, reverse
from yihu.exchange.profiles.helpers.plan import OUTCOME, plan

PROFILE = Profile(
    FORM,
    Permission.PAIRINGS_IMPORT,
    plan,
    plan_tables={"row_plan": "row_no"},
    looks_at=("helper", "unit"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
)
