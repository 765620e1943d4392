from datetime import date

from yihu.monitoring.rule import Finding, Severity, Told, rule
from yihu.monitoring.visiting import CLAUSE, unvisited
from yihu.visits.parameters import CADENCES, REMINDERS, Level


@rule(
    title="乡级走访未到位",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.TOWNSHIP,),
    clause=CLAUSE,
    closes="本期已走访，或不再需要走访",
    parameters=(REMINDERS[Level.TOWNSHIP],),
    refinements=tuple(CADENCES[Level.TOWNSHIP].values()),
)
def visit_township_monthly(county: str, day: date) -> Finding:
    """A household paired with somebody of the township that nobody of the township has met in its period (A017)."""
    return unvisited(Level.TOWNSHIP, county, day)
