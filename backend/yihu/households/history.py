"""Which class, status, type and main cause a household had when: a line for all four, closed when one of them changes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.kernel import clock

CODES = ("household_class", "status", "household_type", "main_cause")
BY_HAND = "人工登记"

OTHER = f"({', '.join(f'h.{code}' for code in CODES)}) is distinct from ({', '.join(f'y.{code}' for code in CODES)})"
"""Whether household `h` is something else than its line `y` says."""


def closing(which: str) -> str:
    """SQL that ends the lines that are no longer so, of the households in `which t (id)`. Binds: county, today."""
    return f"""
        update household_history y set valid_to = :today, updated_at = now()
        from household h join {which} on t.id = h.id
        where y.county = :county and h.county = :county and y.household_id = h.id and y.valid_to is null and {OTHER}
    """


def opening(which: str, line_id: str = "uuidv7()") -> str:
    """SQL that begins a line for those of them that have none. Binds: county, today, source."""
    return f"""
        insert into household_history (county, id, region_code, household_id, {", ".join(CODES)}, valid_from, source)
        select :county, {line_id}, h.region_code, h.id, {", ".join(f"h.{code}" for code in CODES)}, :today, :source
        from household h join {which} on t.id = h.id
             left join household_history y on y.county = :county and y.household_id = h.id and y.valid_to is null
        where h.county = :county and y.id is null order by h.id
    """


GIVEN = "unnest(cast(:ids as uuid[])) as t (id)"
CLOSE, OPEN = text(closing(GIVEN)), text(opening(GIVEN))


def keep(session: Session, county: str, ids: Sequence[UUID], source: str = BY_HAND) -> None:
    """Bring the histories of these households up to what their files say today; `source` says where that comes from."""
    session.flush()
    given = {"county": county, "ids": list(ids), "today": clock.business_date(), "source": source}
    session.execute(CLOSE, given)
    session.execute(OPEN, given)
