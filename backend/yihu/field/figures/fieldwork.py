from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.field.figure import Figure, subject
from yihu.field.schemas import Tone
from yihu.households.models import Household
from yihu.households.queries import COUNTY
from yihu.pairings import coverage
from yihu.visits import cadence, compliance
from yihu.visits.models import Finding
from yihu.visits.parameters import LEVELS
from yihu.visits.queries import OVERDUE

OWED = {level: cadence.owed(level, COUNTY, compliance.ON).subquery(f"owed_{level}") for level in LEVELS}

subject("结对走访", 40, {
    "uncovered": Figure(
        "没有帮扶责任人的户", "/office/coverage/households", Tone.WARNING, P.PAIRINGS_READ, Household,
        coverage.target() & ~coverage.COVERED,
    ),
    **{
        f"unvisited_{level}": Figure(
            f"{who}走访未落实的户", f"/office/visit-compliance/missing?level={level}", Tone.WARNING, P.VISITS_READ,
            OWED[level], ~cadence.visited(level, OWED[level], COUNTY, cadence.EDGES),
        )
        for level, who in LEVELS.items()
    },
    "findings_overdue": Figure(
        "逾期未处理的走访发现", "/office/findings?overdue=true", Tone.DANGER, P.VISITS_READ, Finding, OVERDUE,
    ),
})  # fmt: skip
