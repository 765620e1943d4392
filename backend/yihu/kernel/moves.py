"""Records that follow a household to another place: whoever watches the old place has to hear that they left.

A fact stands in one place, and only those who see that place read it. So a move tells each record twice, before it
happens: where it leaves and where it arrives.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.kernel.facts import LEFT, REACHED
from yihu.kernel.models import Base, CountyRecord


def subjects() -> Iterator[tuple[str, str, type[CountyRecord]]]:
    """What facts call it, its table and its class, for each record that is told of."""
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__name__):
        kind = mapper.class_
        if issubclass(kind, CountyRecord) and kind.subject is not None:
            yield kind.subject, kind.__tablename__, kind


def tell(session: Session, county: str, moved: str, binds: Mapping[str, Any] | None = None) -> None:
    """`moved`: a query of household ids and their new region codes, while the rows still have the old ones."""
    for subject, table, kind in subjects():
        column = "id" if table == "household" else "household_id"
        if column in kind.__table__.columns:
            session.execute(
                text(
                    f"""
                    insert into fact (county, region_code, name, subject_kind, subject_id, data)
                    select x.county, place.code, place.name, '{subject}', x.id, '{{}}'
                    from {table} x join ({moved}) v on v.id = x.{column}
                    cross join lateral (values (x.region_code, '{LEFT}'), (v.region_code, '{REACHED}')) place (code, name)
                    where x.county = :county and x.region_code <> v.region_code
                    """
                ),
                {"county": county, **(binds or {})},
            )
