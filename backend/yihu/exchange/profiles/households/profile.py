from yihu.accounts.permissions import Permission
from yihu.exchange.forms.households import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.households.apply import apply
from yihu.exchange.profiles.households.plan import OUTCOME, plan
from yihu.exchange.profiles.households.reverse import reverse

PROFILE = Profile(
    FORM,
    Permission.HOUSEHOLDS_IMPORT,
    plan,
    plan_tables={"row_plan": "row_no", "household_plan": "lead_row"},
    looks_at=("household", "member"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
    rows="rows",
)
