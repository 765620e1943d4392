from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Date, Select, Text, Uuid, bindparam, case, func, select, text

from yihu.accounts.access import Caller, within, within_binds
from yihu.cases.models import Case, CaseState, CaseStep
from yihu.cases.procedures import STEPS
from yihu.households.models import Household
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.households.sections import section
from yihu.kernel.paging import Listing, any_of

TODAY = bindparam("today", type_=Date)
LATE = func.coalesce((Case.state == CaseState.OPEN) & (Case.due_on < TODAY), False)
SIDES = {
    side: sorted({step.code for steps in STEPS.values() for step in steps if step.who.endswith(f":{verb}")})
    for side, verb in (("village", "write"), ("township", "review"), ("county", "decide"))
}


def visible(user: Caller) -> Select[Case]:
    return select(Case).where(within(Case, user))


def one(user: Caller, case_id: UUID) -> Select[Case]:
    return visible(user).where(Case.id == case_id)


def steps_of(case: Case) -> Select[CaseStep]:
    """All that was ever done, in order; what was sent back stands before what was done again."""
    s = CaseStep
    return select(s).where(s.county == case.county, s.case_id == case.id).order_by(s.created_at, s.place, s.id)


def _side() -> ColumnElement[bool]:
    """Whose turn it is: by the permission of the next step."""
    told = [Case.step == func.any(bindparam(f"side_{side}", codes, type_=ARRAY(Text))) for side, codes in SIDES.items()]
    return case(*((condition, side) for condition, side in zip(told, SIDES, strict=True)), else_="") == bindparam(
        "side", type_=Text
    )


CASES = Listing(
    base=select(
        Case.id, Case.household_id, *of_household(Case, Household.household_no, Household.head_name), Case.region_code,
        village_name(Case).label("region_name"), Case.procedure, Case.channel, Case.monitor_class, Case.risks,
        Case.opened_on, Case.place, Case.step, Case.due_on, LATE.label("late"), Case.decision, Case.decided_on,
        Case.removed_on, Case.state, Case.closed_on, Case.closed_why, Case.updated_at, Case.version,
    ),
    area=within_binds(Case),
    filters={
        "household_id": Case.household_id == bindparam("household_id", type_=Uuid),
        "procedure": any_of(Case.procedure, "procedure"),
        "step": any_of(Case.step, "step"),
        "state": any_of(Case.state, "state"),
        "channel": any_of(Case.channel, "channel"),
        "monitor_class": any_of(Case.monitor_class, "monitor_class"),
        "late": bindparam("late") == LATE,
        "side": _side(),
        "q": matches(Case),
    },
    sorts={
        "due_on": (func.coalesce(Case.due_on, text("'infinity'::date")), Case.id),
        "opened_on": (Case.opened_on, Case.id),
        "updated_at": (Case.updated_at, Case.id),
        "region": (Case.region_code, Case.id),
    },
    default_sort="due_on",
)  # fmt: skip


def counts() -> Select[*tuple[Any, ...]]:
    """Open cases by village, procedure and next step. Binds: county, lo, hi, today."""
    village = func.left(Case.region_code, 12)
    late = func.count().filter(LATE)
    return (
        select(
            village.label("region_code"), func.min(village_name(Case)).label("region_name"), Case.procedure, Case.step,
            func.count().label("open"), late.label("late"),
        )
        .where(within_binds(Case), Case.state == CaseState.OPEN)
        .group_by(village, Case.procedure, Case.step)
        .order_by(village, Case.procedure, Case.step)
    )  # fmt: skip


@section("cases")
def household_cases(h: Any) -> Select[*tuple[Any, ...]]:
    """Cases on the household's page, open ones first."""
    c = Case
    columns = (
        c.id, c.procedure, c.monitor_class, c.risks, c.opened_on, c.step, c.due_on, c.decision, c.decided_on,
        c.removed_on, c.state, c.closed_on, c.closed_why, c.version,
    )  # fmt: skip
    first = c.state != CaseState.OPEN
    return select(*columns).where(c.county == COUNTY, c.household_id == h.id).order_by(first, c.opened_on.desc(), c.id)
