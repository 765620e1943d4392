from datetime import date
from typing import Literal
from uuid import UUID

from yihu.kernel.schemas import Schema


class VillageCoverage(Schema):
    """`households` to be paired and how many of them are; `helpers` who should be paired and how many have nobody.

    `misfits`: pairs that the rule for this type of village does not foresee; `poor` is null where nobody has said it.
    """

    region_code: str
    region_name: str | None
    poor: bool | None
    weak_branch: str | None
    households: int
    covered: int
    misfits: int
    helpers: int
    idle: int


class KindCoverage(Schema):
    """Sums over the poor villages, the others, and those of which nobody has said it."""

    poor: bool | None
    villages: int
    households: int
    covered: int
    misfits: int


class SubjectCoverage(Schema):
    """Of education: schools with a counterpart school, teachers with somebody, students with a teacher."""

    subject: Literal["school", "teacher", "student"]
    total: int
    covered: int


class Coverage(Schema):
    """Sums over the villages, beside the numbers that the campaign's plan declares."""

    kind: str
    declared_helpers: int | None
    loaded_helpers: int
    declared_households: int | None
    target_households: int
    covered_households: int
    idle_helpers: int
    kinds: list[KindCoverage]
    subjects: list[SubjectCoverage]
    """For teachers only."""
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
