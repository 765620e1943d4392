from yihu.accounts.permissions import Permission
from yihu.exchange.forms.loans import FORM
from yihu.exchange.profile import Profile
from yihu.exchange.profiles.loans.apply import apply, reverse
from yihu.exchange.profiles.loans.plan import OUTCOME, plan

PROFILE = Profile(FORM, Permission.LOANS_IMPORT, plan, OUTCOME, apply, reverse)
