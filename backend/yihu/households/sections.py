"""The household page is one statement. Rooms above add their part by registering a JSON subquery here.

A section is a function of the household alias `h` returning the rows to show (a `Select`, joined by `h.id` and the bind
`county`); the page carries them as a JSON array under the section's name.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

Section = Callable[[Any], Select[*tuple[Any, ...]]]
SECTIONS: dict[str, Section] = {}


def section(name: str) -> Callable[[Section], Section]:
    """Register under a field of `schemas.HouseholdRead`."""

    def register(build: Section) -> Section:
        SECTIONS[name] = build
        return build

    return register
