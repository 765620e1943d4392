"""What a list looks like: the columns it knows and how their cells become staging columns.

The reading process imports this and the forms, nothing else of the application: it has to start quickly.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


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
class Form:
    name: str
    title: str
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    lists: tuple[str, ...]
    """Code lists its cells are looked up in."""

    @property
    def titles(self) -> dict[str, str]:
        return {column.field: column.title for column in self.columns}

    @property
    def stage(self) -> dict[str, str]:
        """Staging columns and their SQL types."""
        return {name: kind for part in self.parts for name, kind in part.into.items()}
