"""What an importer is: the columns it knows, how their cells become staging columns, and the SQL that plans and applies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.permissions import Permission


@dataclass(frozen=True)
class Column:
    field: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    """Whether a list without this column is refused."""
    help: str | None = None
    example: str = ""


@dataclass(frozen=True)
class Book:
    """What the reading process has to know; it has no database."""

    lists: Mapping[str, Mapping[str, str]]
    """Code list -> spelling -> code."""
    places: Mapping[str, str]
    """`township|village`, both as `names.spelling` gives them -> region code."""
    county_names: tuple[str, ...]
    area: str
    """Region code of the importing user."""
    today: str


Read = Callable[[Any], str]
"""A cell (or a tuple of cells) to COPY fields joined by tabs; raises `cells.CellError`."""


@dataclass(frozen=True)
class Part:
    """One or several cells of a row and the staging columns they fill."""

    columns: tuple[str, ...]
    into: Mapping[str, str]
    """Staging column -> SQL type, in the order the reader gives them."""
    reader: Callable[[Book], Read]


@dataclass(frozen=True)
class Batch:
    """The list being planned or applied."""

    county: str
    import_id: UUID
    region_code: str
    """Area of the importing user: rows outside are refused."""
    source: str
    """File name, kept as the source of what it changes."""

    @property
    def binds(self) -> dict[str, Any]:
        return {
            "county": self.county,
            "import_id": self.import_id,
            "lo": self.region_code,
            "hi": self.region_code + ":",
            "source": self.source,
        }


class Verb(Protocol):
    def __call__(self, session: Session, batch: Batch) -> dict[str, int]: ...


@dataclass(frozen=True)
class Profile:
    name: str
    title: str
    permission: Permission
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    plan: Verb
    """Read `stage`, write `finding` and the `outcome` of each row; returns counts of its own."""
    apply: Verb
    """Carry out what `plan` found; returns counts of its own."""
    reverse: Verb
    """Undo what was applied and not changed since."""
    lists: tuple[str, ...] = field(default=())
    """Code lists its cells are looked up in."""

    @property
    def titles(self) -> dict[str, str]:
        return {column.field: column.title for column in self.columns}

    @property
    def stage(self) -> dict[str, str]:
        """Staging columns and their SQL types."""
        return {name: kind for part in self.parts for name, kind in part.into.items()}
