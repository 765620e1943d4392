"""Checks and defects, as lists and as what the household's page shows."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    true,
)

from yihu.accounts.access import Caller, within, within_binds
from yihu.assurances.models import AssuranceCheck, AssuranceDefect, DefectState, Result
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.households.sections import section
from yihu.kernel.paging import Listing, any_of
from yihu.policy.models import Code

C, D, H = AssuranceCheck, AssuranceDefect, Household
TODAY = bindparam("today", type_=Date)


def _member_name(row: Any) -> ColumnElement[Any]:
    name = select(Member.name).where(Member.county == COUNTY, Member.id == row.member_id)
    return name.scalar_subquery().label("member_name")


def _between(column: Any, name: str) -> dict[str, ColumnElement[bool]]:
    return {
        f"{name}_gte": column >= bindparam(f"{name}_gte", type_=Date),
        f"{name}_lt": column < bindparam(f"{name}_lt", type_=Date),
    }


CHECKS = Listing(
    base=select(
        C.id, C.household_id, *of_household(C, H.household_no, H.head_name), C.region_code,
        village_name(C).label("region_name"), C.member_id, _member_name(C), C.item, C.result, C.reasons, C.figures,
        C.rule_version, C.note, C.checked_on, C.checker_name, C.round_id, C.visit_id, C.source, C.current, C.voided_on,
        C.voided_why, C.version,
    ),
    area=within_binds(C),
    filters={
        "id": C.id == bindparam("id", type_=Uuid),
        "household_id": C.household_id == bindparam("household_id", type_=Uuid),
        "member_id": C.member_id == bindparam("member_id", type_=Uuid),
        "item": any_of(C.item, "item"),
        "result": any_of(C.result, "result"),
        "current": C.current == bindparam("current", type_=Boolean),
        "round_id": C.round_id == bindparam("round_id", type_=Uuid),
        **_between(C.checked_on, "checked_on"),
        "q": matches(C),
    },
    sorts={"checked_on": (C.checked_on, C.id), "region": (C.region_code, C.checked_on, C.id)},
    default_sort="-checked_on",
)  # fmt: skip

LAST_NOTE = select(C.note).where(C.county == COUNTY, C.id == D.last_check_id).scalar_subquery()
SINCE = func.coalesce(D.closed_on, TODAY) - D.opened_on
STALLED = (D.state == DefectState.OPEN) & D.next_step.is_(None)

DEFECTS = Listing(
    base=select(
        D.id, D.household_id, *of_household(D, H.household_no, H.head_name, H.household_class), D.region_code,
        village_name(D).label("region_name"), D.member_id, _member_name(D), D.item, D.reasons, D.state, D.opened_on,
        SINCE.label("days"), LAST_NOTE.label("note"), D.next_step, D.next_step_on, D.owner_name, D.mended_on, D.mended_by,
        D.closed_on, D.closed_by_name, D.close_note, D.version,
    ),
    area=within_binds(D),
    filters={
        "id": D.id == bindparam("id", type_=Uuid),
        "household_id": D.household_id == bindparam("household_id", type_=Uuid),
        "item": any_of(D.item, "item"),
        "state": any_of(D.state, "state"),
        "reason": bindparam("reason", type_=Text) == func.any(D.reasons),
        "stalled": bindparam("stalled", type_=Boolean) == STALLED,
        **_between(D.opened_on, "opened_on"),
        **_between(D.closed_on, "closed_on"),
        "q": matches(D),
    },
    sorts={
        "opened_on": (D.opened_on, D.id),
        "region": (D.region_code, D.opened_on, D.id),
        "item": (D.item, D.region_code, D.id),
    },
    default_sort="region",
)  # fmt: skip


def check(user: Caller, check_id: UUID) -> Select[AssuranceCheck]:
    return select(C).where(within(C, user), C.id == check_id)


def defect(user: Caller, defect_id: UUID) -> Select[AssuranceDefect]:
    return select(D).where(within(D, user), D.id == defect_id)


@section("assurances")
def standing(h: Any) -> Select[*tuple[Any, ...]]:
    """The newest check of each item, and the defect that stands open or waits to be reconciled."""
    kept = select(D.id, D.state, D.opened_on, D.next_step, D.next_step_on, D.version).where(
        D.county == COUNTY, D.household_id == C.household_id, D.item == C.item,
        D.member_id.is_not_distinct_from(C.member_id), D.state != DefectState.CLOSED,
    )  # fmt: skip
    kept_json = select(func.row_to_json(literal_column("kept"))).select_from(kept.correlate(C).subquery("kept"))
    order = select(Code.sort).where(Code.list == "assurance_item", Code.code == C.item).scalar_subquery()
    return (
        select(
            C.id, C.item, C.member_id, _member_name(C), C.result, C.reasons, C.figures, C.note, C.checked_on,
            C.checker_name, C.source, C.version, kept_json.scalar_subquery().label("defect"),
        )
        .where(C.county == COUNTY, C.household_id == h.id, C.current == true())
        .order_by(order, C.member_id.nulls_first())
    )  # fmt: skip


def checked(h: Any, item: Any) -> ColumnElement[bool]:
    """Whether anybody has looked at the item."""
    mine = (C.county == COUNTY, C.household_id == h.id, C.item == item, C.current)
    return select(C.id).where(*mine).correlate_except(C).exists()


def failing(h: Any, item: Any) -> ColumnElement[bool]:
    """Whether the newest check of the item failed, of the household or of one of its members."""
    mine = (C.county == COUNTY, C.household_id == h.id, C.item == item, C.current, C.result == Result.DEFECT)
    return select(C.id).where(*mine).correlate_except(C).exists()
