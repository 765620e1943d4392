from yihu.accounts.permissions import Permission
from yihu.exchange.forms.department_lists import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.department_lists.apply import apply, reverse
from yihu.exchange.profiles.department_lists.plan import OUTCOME, plan

PROFILE = Profile(
    FORM,
    Permission.ASSURANCES_IMPORT,
    plan,
    plan_tables={"row_plan": "row_no"},
    looks_at=("household", "member", "department_entry"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
)
