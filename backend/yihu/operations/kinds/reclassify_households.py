from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.households import queries, service
from yihu.households.changes import locked
from yihu.kernel.schemas import Input
from yihu.operations.operation import each, operation
from yihu.operations.problems import AlreadySo, GoneOn

KINDS = ("household_class", "status")


class ReclassifyHouseholds(Input):
    """`source`: the document that says so; it stands in each household's history."""

    household_class: Annotated[str | None, Field(max_length=40)] = None
    status: Annotated[str | None, Field(max_length=40)] = None
    source: Annotated[str, Field(min_length=4, max_length=200)]

    @model_validator(mode="after")
    def _something(self) -> "ReclassifyHouseholds":
        if not self.wanted():
            raise ValueError("请选择户类别或脱贫属性")
        return self

    def wanted(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in KINDS if getattr(self, name) is not None}


def _undo(
    session: Session, user: Caller, household_id: UUID, before: Mapping[str, Any], form: ReclassifyHouseholds
) -> None:
    row = locked(session, user, household_id)
    if any(getattr(row, name) != value for name, value in form.wanted().items()):
        raise GoneOn
    service.reclassify(session, user, household_id, dict(before), f"撤回：{form.source}")


@operation(
    "households.reclassify", "调整户类别", Permission.HOUSEHOLDS_WRITE, queries.REGISTER,
    lambda row: f"{row['head_name']} {row['household_no']}", ReclassifyHouseholds, undo=_undo,
)  # fmt: skip
@each
def act(session: Session, user: Caller, household_id: UUID, form: ReclassifyHouseholds) -> dict[str, Any]:
    row, wanted = locked(session, user, household_id), form.wanted()
    before = {name: getattr(row, name) for name in wanted}
    if before == wanted:
        raise AlreadySo
    service.reclassify(session, user, household_id, wanted, form.source)
    return before
