"""Who has just been registered may be somebody a department has told of."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from yihu.departments import matching
from yihu.departments.events import RecordsMatched
from yihu.households.events import HouseholdChanged, HouseholdRegistered
from yihu.kernel.facts import on_change, publish
from yihu.kernel.jobs import defer, queue, work

OF_HOUSEHOLDS = (HouseholdRegistered.__name__, HouseholdChanged.__name__)


@on_change
def households_changed(session: Session, county: str, facts: Sequence[Any]) -> None:
    places = {fact.subject_id: fact.region_code for fact in facts if fact.name in OF_HOUSEHOLDS}
    if places:
        found = matching.of_households(session, county, sorted(places))
        publish(session, *(RecordsMatched(county, places[one], str(one)) for one in sorted(found & places.keys())))


@queue.task(name="match_department_records")
def match_department_records(county: str) -> None:
    """After a list of households; what it finds is looked at by all rules."""
    with work() as session:
        if matching.of_county(session, county):
            defer(session, "make_round", county=county)
