from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from yihu.kernel.schemas import Input, Schema
from yihu.villages.parameters import INDICATORS

Indicator = StrEnum("Indicator", {code: code for code in INDICATORS})  # type: ignore[misc]
"""One of those declared."""


class IndicatorState(StrEnum):
    MET = "met"
    SHORT = "short"
    MEASURED = "measured"
    """Nothing says what it ought to be."""
    UNKNOWN = "unknown"
    """Never measured."""


class IndicatorRow(Schema):
    """A village's newest value up to the day. `least`: what its plan wants, null where unset."""

    region_code: str
    region_name: str
    value: str | None
    least: int | None
    state: IndicatorState
    measured_on: date | None
    source: str | None


class IndicatorRead(Schema):
    indicator: Indicator
    villages: int
    met: int
    short: int
    unknown: int
    items: list[IndicatorRow]


class IndicatorMeasured(Input):
    """A second value for the same day corrects the first."""

    region_code: Annotated[str, Field(pattern=r"^\d{12}$", description="村")]
    indicator: Indicator
    measured_on: date
    value: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
    source: Annotated[str, Field(min_length=2, max_length=200, description="依据")]
