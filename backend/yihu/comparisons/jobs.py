"""What has changed in a household may settle a difference, or make one."""

from uuid import UUID

from sqlalchemy.orm import Session

from yihu.assurances.events import AssuranceChecked
from yihu.comparisons import comparing
from yihu.households.events import HouseholdChanged, HouseholdEvent, HouseholdRegistered
from yihu.kernel.facts import on


@on(HouseholdRegistered)
@on(HouseholdChanged)
def household_changed(session: Session, event: HouseholdEvent) -> None:
    comparing.of_household(session, event.county, UUID(event.subject_id))


@on(AssuranceChecked)
def household_checked(session: Session, event: AssuranceChecked) -> None:
    comparing.of_household(session, event.county, UUID(event.household_id))
