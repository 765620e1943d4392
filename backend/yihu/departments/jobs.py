"""Who has just been registered may be somebody a department has told of."""

from uuid import UUID

from sqlalchemy.orm import Session

from yihu.departments import matching
from yihu.departments.events import RecordsMatched
from yihu.households.events import HouseholdChanged, HouseholdEvent, HouseholdRegistered
from yihu.kernel.facts import on, publish
from yihu.kernel.jobs import defer, queue, work


@on(HouseholdRegistered)
@on(HouseholdChanged)
def household_changed(session: Session, event: HouseholdEvent) -> None:
    if matching.of_household(session, event.county, UUID(event.subject_id)):
        publish(session, RecordsMatched(event.county, event.region_code, event.subject_id))


@queue.task(name="match_department_records")
def match_department_records(county: str) -> None:
    """After a list of households; what it finds is looked at by all rules."""
    with work() as session:
        if matching.of_county(session, county):
            defer(session, "make_round", county=county)
