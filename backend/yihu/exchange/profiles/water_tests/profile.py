from yihu.accounts.permissions import Permission
from yihu.exchange.forms.water_tests import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.water_tests.apply import apply, reverse
from yihu.exchange.profiles.water_tests.plan import OUTCOME, plan

PROFILE = Profile(
    FORM,
    Permission.ASSURANCES_IMPORT,
    plan,
    plan_tables={"row_plan": "row_no"},
    looks_at=("water_source", "water_test"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
)
