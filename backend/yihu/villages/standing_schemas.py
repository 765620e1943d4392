from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from yihu.kernel.schemas import Input, Schema


class By(StrEnum):
    AREA = "area"
    TOWNSHIP = "township"
    VILLAGE = "village"


class FacilityRead(Schema):
    kind: str
    has: bool
    since: date | None
    due_on: date | None
    note: str | None
    version: int


class FacilityPut(Input):
    """`since`: the day it was there; `due_on`: by when it is to be."""

    has: bool
    since: date | None = None
    due_on: date | None = None
    note: Annotated[str, Field(max_length=200)] | None = None


class VillageConditions(Schema):
    """A village: whom it has on file, who answers for it, whether it is or was a poor village, what it and its homes have.

    `lacks_…`: households of which the file says that they lack it.
    """

    region_code: str
    region_name: str
    township_name: str
    households: int
    persons: int
    without_members: int
    lacks_water: int
    lacks_power: int
    lacks_broadcast: int
    lacks_income: int
    in_charge: str | None
    poor: bool
    exited_on: date | None
    facilities: list[FacilityRead]


class YearRow(Schema):
    """A place at the end of a year (of the running one: today). Persons: as many as the households have now.

    `incidence`: per cent of the population, where that is known; `rising`: against the year before.
    """

    year: int
    region_code: str
    region_name: str
    poor_households: int
    poor_persons: int
    returned_households: int
    returned_persons: int
    risky_households: int
    risky_persons: int
    exited_households: int
    newly_exited_households: int
    population: int | None
    population_version: int | None
    incidence: str | None
    rising: bool


class YearPut(Input):
    population: Annotated[int, Field(ge=1, le=1_000_000)]
