from yihu.accounts.permissions import Permission
from yihu.exchange.forms.loans import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.loans.apply import apply, reverse
from yihu.exchange.profiles.loans.plan import OUTCOME, plan

PROFILE = Profile(
    FORM,
    Permission.LOANS_IMPORT,
    plan,
    plan_tables={"row_plan": "row_no"},
    looks_at=("household", "member", "loan"),
    outcome=OUTCOME,
    apply=apply,
    reverse=reverse,
)
