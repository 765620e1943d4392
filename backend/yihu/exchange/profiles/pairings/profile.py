from yihu.accounts.permissions import Permission
from yihu.exchange.forms.pairings import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.pairings.apply import apply, reverse
from yihu.exchange.profiles.pairings.plan import OUTCOME, plan

PROFILE = Profile(
    FORM,
    Permission.PAIRINGS_IMPORT,
    plan,
    plan_tables={"row_plan": "row_no"},
    looks_at=("household", "member", "helper", "unit", "pairing"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
)
