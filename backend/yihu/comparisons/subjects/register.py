from typing import Any

from sqlalchemy import Select

from yihu.comparisons.subject import H, people, subject


@subject("register", per_member=True)
def ours() -> Select[*tuple[Any, ...]]:
    """Everybody of the households that have left poverty or are watched, with the class of the household."""
    return people(("household_class", H.household_class)).where(H.household_class != "ordinary")
