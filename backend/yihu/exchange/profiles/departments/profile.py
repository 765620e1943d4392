from yihu.accounts.permissions import Permission
from yihu.exchange.forms.departments import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.departments.apply import apply, reverse
from yihu.exchange.profiles.departments.plan import OUTCOME, plan

PROFILE = Profile(
    FORM,
    Permission.DEPARTMENTS_PUSH,
    plan,
    plan_tables={"row_plan": "row_no"},
    looks_at=("household", "member", "department_record"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
)
