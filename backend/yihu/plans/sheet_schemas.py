from datetime import date
from uuid import UUID

from yihu.kernel.schemas import Schema
from yihu.plans.models import PlanKind, PlanState


class SheetRow(Schema):
    """One measure with its plan. `root_id`: the measure through all editions."""

    id: UUID
    region_code: str
    region_name: str | None
    household_no: str
    head_name: str
    year: int
    kind: PlanKind
    plan_state: PlanState
    income_target: str | None
    wish: str | None
    root_id: UUID
    member_name: str | None
    category: str
    text: str
    cause: str | None
    assurance: str | None
    quantity: str | None
    unit: str | None
    starts_on: date | None
    due_on: date | None
    owner_name: str | None
    executor: str | None
    fund_source: str | None
    amount: str | None
    batch: str | None
