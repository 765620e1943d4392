"""The school roll and the list of the insured, beside our newest checks of each person."""

from typing import Any

from sqlalchemy import Select, func

from yihu.assurances.models import AssuranceCheck
from yihu.assurances.parameters import SCHOOL_AGE_FROM, SCHOOL_AGE_TO
from yihu.comparisons.subject import TODAY, H, M, age_on, people, subject
from yihu.households.queries import COUNTY
from yihu.policy.parameters import by_township

C = AssuranceCheck
LISTED = H.household_class != "ordinary"


def _newest(item: str, figure: str, expected: Any) -> Select[*tuple[Any, ...]]:
    mine = (C.county == COUNTY) & (C.household_id == H.id) & (C.member_id == M.id) & (C.item == item) & C.current
    said = people((figure, C.figures[figure]), told_on=C.checked_on, known=C.id.is_not(None), expected=expected)
    return said.outerjoin(C, mine)


@subject("education", per_member=True)
def education() -> Select[*tuple[Any, ...]]:
    """Children of compulsory age of listed households should be on the roll (R102)."""
    terms = by_township((SCHOOL_AGE_FROM, SCHOOL_AGE_TO), COUNTY, TODAY)
    of_age = func.coalesce(age_on(TODAY).between(terms.c.school_age_from, terms.c.school_age_to), False)
    township = terms.c.region_code == func.left(H.region_code, 9)
    return _newest("education", "state", LISTED & of_age).outerjoin(terms, township)


@subject("health", per_member=True)
def health() -> Select[*tuple[Any, ...]]:
    """Everybody of a listed household should be insured."""
    return _newest("health", "insured", LISTED)
