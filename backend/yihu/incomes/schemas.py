from datetime import date
from enum import StrEnum
from uuid import UUID

from yihu.kernel.schemas import Schema


class Basis(StrEnum):
    YEAR = "year"
    ROLLING = "rolling"
    """The twelve months before the running one."""


class Which(StrEnum):
    MONITORING = "monitoring"
    POVERTY = "poverty"


class LineStanding(StrEnum):
    UNKNOWN = "unknown"
    NO_LINE = "no_line"
    BELOW = "below"
    NEAR = "near"
    ABOVE = "above"


class LineChange(StrEnum):
    """What another line would change: who would fall below it, and who no longer would."""

    ENTERING = "entering"
    LEAVING = "leaving"


class IncomeRow(Schema):
    """`line`: the one set for the place; null where there is none."""

    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    household_class: str
    member_count: int
    per_head: str | None
    per_head_before: str | None
    drop_percent: int | None
    line: int | None
    standing: LineStanding
    falling: bool
    change: LineChange | None


class PlaceCounts(Schema):
    """Households of a township or village by where they stand."""

    region_code: str
    region_name: str | None
    households: int
    unknown: int
    no_line: int
    below: int
    near: int
    above: int
    falling: int
    entering: int
    leaving: int
    persons_below: int


class LineRead(Schema):
    """A value and where it comes from; null is unset."""

    key: str
    title: str
    value: int | None
    source: str | None


class IncomeSummary(Schema):
    begin: date
    end: date
    """Exclusive."""
    lines: list[LineRead]
    places: list[PlaceCounts]


class TraceLine(Schema):
    item: str
    month: int | None
    amount: str
    subtracted: bool
    counts: bool
    why: str | None
    """Source of the county's word that it counts or not; null: as the formula has it."""


class TraceYear(Schema):
    year: int
    lines: list[TraceLine]
    net: str
    per_head: str | None
    monitoring_line: int | None
    poverty_line: int | None
    target: int | None


class TraceRolling(Schema):
    """`months`: how many of the twelve have lines. `unused`: items of these years that only have a figure for a whole year."""

    begin: date
    end: date
    months: int
    net: str | None
    per_head: str | None
    unused: list[str]


class IncomeTrace(Schema):
    member_count: int
    years: list[TraceYear]
    rolling: TraceRolling
