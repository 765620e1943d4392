"""The household page is one statement. Rooms above add their part by registering a JSON subquery here.

A section is a function of the household alias returning a scalar `Select` of JSON; the page carries it under its name.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from yihu.households.models import Household

Section = Callable[[type[Household]], Select[*tuple[Any, ...]]]
SECTIONS: dict[str, Section] = {}


def section(name: str) -> Callable[[Section], Section]:
    """Register under a field of `schemas.HouseholdRead`."""

    def register(build: Section) -> Section:
        SECTIONS[name] = build
        return build

    return register
