from datetime import date
from uuid import UUID

from yihu.kernel.schemas import Schema


class VillageCoverage(Schema):
    """`households` to be paired and how many of them are; `helpers` who should be paired and how many have nobody."""

    region_code: str
    region_name: str | None
    households: int
    covered: int
    helpers: int
    idle: int


class Coverage(Schema):
    """Sums over the villages, beside the numbers that the campaign's plan declares."""

    kind: str
    declared_helpers: int | None
    loaded_helpers: int
    declared_households: int | None
    target_households: int
    covered_households: int
    idle_helpers: int
    villages: list[VillageCoverage]


class UncoveredHousehold(Schema):
    household_id: UUID
    household_no: str
    head_name: str
    household_class: str
    status: str | None
    region_code: str
    region_name: str | None
    phone_masked: str | None
    former_helper: str | None
    """Who answered last, until when and why no longer."""
    ended_on: date | None
    end_reason: str | None


class IdleHelper(Schema):
    helper_id: UUID
    helper_name: str
    unit_name: str | None
    position: str | None
    level: str
    phone: str | None
    region_code: str
    region_name: str | None
    roster_no: str | None
