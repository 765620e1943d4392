"""What has changed in a household may settle a difference, or make one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.assurances.events import AssuranceChecked
from yihu.comparisons import comparing
from yihu.households.events import HouseholdChanged, HouseholdRegistered
from yihu.kernel.facts import on_change

OF_HOUSEHOLDS = (HouseholdRegistered.__name__, HouseholdChanged.__name__)


@on_change
def households_changed(session: Session, county: str, facts: Sequence[Any]) -> None:
    changed = {fact.subject_id for fact in facts if fact.name in OF_HOUSEHOLDS}
    changed |= {UUID(fact.data["household_id"]) for fact in facts if fact.name == AssuranceChecked.__name__}
    if changed:
        comparing.of_households(session, county, sorted(changed))
