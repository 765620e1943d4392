"""What is sent: opening a case, taking a step, sending back, ending."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from yihu.cases.procedures import Procedure
from yihu.kernel.schemas import Input

Code = Annotated[str, Field(min_length=1, max_length=40)]
Said = Annotated[str, Field(min_length=2, max_length=2000)]
Number = Annotated[int, Field(ge=0, le=10_000)]
Photos = Annotated[list[UUID], Field(max_length=9, default_factory=list)]


class OpenForm(Input):
    """`source_id`: the alert, declaration, signal or flag that led here; an open case of the household takes it in."""

    id: UUID | None = None
    household_id: UUID
    procedure: Procedure = Procedure.RISK
    channel: Code
    clue: Said
    risks: Annotated[list[Code], Field(max_length=6, default_factory=list)]
    defect: Code | None = None
    source_id: UUID | None = None


class Verification(Input):
    """`kin`: whether somebody of the household is kin to a cadre of the village or township (R066)."""

    kin: bool
    kin_note: Annotated[str | None, Field(max_length=200)] = None
    authorised: bool
    """The household has signed that its data may be compared (承诺授权)."""
    visit_id: UUID | None = None
    monitor_class: Code | None = None
    risks: Annotated[list[Code], Field(max_length=6, default_factory=list)]
    proposal: Code | None = None


class Votes(Input):
    entitled: Annotated[int, Field(ge=1, le=10_000)]
    present: Annotated[int, Field(ge=1, le=10_000)]
    agree: Number
    against: Number
    abstain: Number

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.agree + self.against + self.abstain != self.present:
            raise ValueError("同意、反对、弃权三项之和应等于到会人数")
        if self.present > self.entitled:
            raise ValueError("到会人数不能超过应到人数")
        return self


class RemovalCheck(Input):
    """What was seen in the house. `income_finding`: in writing, where the county has set no time for a stable income."""

    income_stable_since: date | None = None
    income_finding: Annotated[str | None, Field(max_length=2000)] = None
    assurances_kept: bool
    risk_gone: bool
    bars: Annotated[list[Code], Field(max_length=10, default_factory=list)]
    """Code list `removal_bar`: cases in which a risk may not be marked as removed."""


class Decision(Input):
    """`decision`: of a review; the other procedures take the household in."""

    decision: Code | None = None
    monitor_class: Code | None = None


class LookBack(Input):
    stable: bool


class StepForm(Input):
    """One step; the part that its act asks for goes with it."""

    step: Code
    done_on: date
    note: Annotated[str | None, Field(min_length=2, max_length=2000)] = None
    attachment_ids: Photos
    verification: Verification | None = None
    votes: Votes | None = None
    removal: RemovalCheck | None = None
    decision: Decision | None = None
    look_back: LookBack | None = None


class SendBack(Input):
    to: Code
    note: Said


class EndForm(Input):
    why: Code
    note: Said


class Side(StrEnum):
    """Whose business a case is next."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
