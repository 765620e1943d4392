"""Moving households to another village: every row that carries their place goes with them."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.kernel import moves
from yihu.kernel.models import Base


def move(session: Session, county: str, moved: str) -> None:
    """`moved`: a query of household ids and their new region codes."""
    moves.tell(session, county, moved)
    for name, table in sorted(Base.metadata.tables.items()):
        column = "id" if name == "household" else "household_id"
        if {"county", "region_code", column} <= set(table.columns.keys()):
            session.execute(
                text(
                    f"update {name} x set region_code = v.region_code from ({moved}) v"
                    f" where x.county = :county and x.{column} = v.id"
                ),
                {"county": county},
            )
