from datetime import date

from yihu.monitoring.rule import Finding, Severity, Told, rule
from yihu.monitoring.visiting import CLAUSE, unvisited
from yihu.visits.parameters import CADENCES, REMINDERS, Level


@rule(
    title="村级走访未到位",
    severity=Severity.NOTICE,
    subject_kind="household",
    told=(Told.VILLAGE,),
    clause=CLAUSE,
    closes="本期已走访，或不再需要走访",
    parameters=(REMINDERS[Level.VILLAGE],),
    refinements=tuple(CADENCES[Level.VILLAGE].values()),
)
def visit_village_weekly(county: str, day: date) -> Finding:
    """A key household that nobody of the village has met in its period (a week, by the plan; A016)."""
    return unvisited(Level.VILLAGE, county, day)
