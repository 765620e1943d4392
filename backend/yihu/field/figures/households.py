from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.field.figure import Figure, subject
from yihu.field.schemas import Tone
from yihu.households.models import Household

subject("户籍", 50, {
    "households": Figure("在册户", "/office/households", Tone.NEUTRAL, P.HOUSEHOLDS_READ, Household),
    "households_with_issues": Figure(
        "有疑点的户", "/office/households?has_issue=true", Tone.WARNING, P.HOUSEHOLDS_READ, Household,
        Household.issue_count > 0,
    ),
})  # fmt: skip
