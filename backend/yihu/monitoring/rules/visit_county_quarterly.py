from datetime import date

from yihu.monitoring.rule import Finding, Severity, Told, rule
from yihu.monitoring.visiting import CLAUSE, unvisited
from yihu.visits.parameters import CADENCES, REMINDERS, Level


@rule(
    title="县级走访未到位",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.COUNTY,),
    clause=CLAUSE,
    closes="本期已走访，或不再需要走访",
    parameters=(REMINDERS[Level.COUNTY],),
    refinements=tuple(CADENCES[Level.COUNTY].values()),
)
def visit_county_quarterly(county: str, day: date) -> Finding:
    """A household paired with somebody of the county that nobody of the county has met in its period (A018)."""
    return unvisited(Level.COUNTY, county, day)
