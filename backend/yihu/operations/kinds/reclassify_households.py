from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.households import classes, queries
from yihu.households.problems import HouseholdNotFound
from yihu.kernel.problems import Problem, ValidationFailed
from yihu.kernel.schemas import Input
from yihu.operations.operation import Outcome, operation, outcomes
from yihu.operations.problems import AlreadySo, GoneOn

CODES = ("household_class", "status")


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
        return {name: getattr(self, name) for name in CODES if getattr(self, name) is not None}


def _undo(
    session: Session, user: Caller, before: Mapping[UUID, Mapping[str, Any]], form: ReclassifyHouseholds
) -> dict[UUID, Outcome]:
    rows, given = classes.held(session, user, list(before)), form.wanted()
    refused = _unseen(before, rows)
    refused |= {one: GoneOn() for one, row in rows.items() if _of(row, given) != given}
    back = {one: had for one, had in before.items() if one not in refused}
    classes.reclassify(session, user, rows, back, f"撤回：{form.source}")
    return outcomes(before, refused)


@operation(
    "households.reclassify", "调整户类别", Permission.HOUSEHOLDS_WRITE, queries.REGISTER,
    lambda row: f"{row['head_name']} {row['household_no']}", ReclassifyHouseholds, undo=_undo,
)  # fmt: skip
def act(session: Session, user: Caller, ids: Sequence[UUID], form: ReclassifyHouseholds) -> dict[UUID, Outcome]:
    rows, wanted = classes.held(session, user, ids), form.wanted()
    before = {one: _of(row, wanted) for one, row in rows.items()}
    refused = _unseen(ids, rows)
    refused |= {one: AlreadySo() for one, had in before.items() if had == wanted}
    given = {one: wanted for one in rows if one not in refused}
    try:
        classes.reclassify(session, user, rows, given, form.source)
    except ValidationFailed as problem:
        refused |= dict.fromkeys(given, problem)
    return outcomes(ids, refused, before)


def _unseen(ids: Iterable[UUID], rows: Mapping[UUID, Any]) -> dict[UUID, Problem]:
    return {one: HouseholdNotFound() for one in ids if one not in rows}


def _of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
