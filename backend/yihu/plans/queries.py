from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import aliased

from yihu.accounts.access import Caller, within, within_binds
from yihu.benefits.models import BenefitPolicy
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.households.sections import section
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.kernel.reading import Prepared, as_json, prepare
from yihu.plans.models import Measure, MeasureProgress, MeasureState, Plan, PlanState
from yihu.villages.models import VillageProject

TODAY = bindparam("today", type_=Date)
IN_WORK = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.RETURNED)
EDITABLE = (PlanState.DRAFT, PlanState.RETURNED)
RUNNING = (Measure.state == MeasureState.PLANNED) | (Measure.state == MeasureState.GOING)
LATE = RUNNING & (Measure.due_on < TODAY)
UNFUNDED = (
    RUNNING
    & (func.coalesce(Measure.fund_source, "") != "none")
    & (
        Measure.fund_source.is_(None)
        | (Measure.project_id.is_(None) & Measure.policy_id.is_(None) & Measure.loan_id.is_(None))
    )
)
"""Needs money, and nothing says where it comes from."""


TARGET = (Household.household_class != "ordinary") & (func.coalesce(Household.status, "") != "cancelled")
"""Households that are to have a plan: on the county's list, also after their exit (四个不摘)."""
IN_FORCE = or_(Plan.state == PlanState.ACTIVE, Plan.state == PlanState.CLOSED)
SATISFIED = Plan.satisfaction >= 4
TARGET_REACHED = Plan.income_result >= Plan.income_target


def of_target(row: Any) -> ColumnElement[bool]:
    """The household behind a row is to have a plan."""
    mine = (Household.county == COUNTY, Household.id == row.household_id)
    return exists().where(*mine, TARGET).correlate(row)


def visible(user: Caller) -> Select[Plan]:
    return select(Plan).where(within(Plan, user))


def measure(user: Caller, measure_id: UUID) -> Select[Measure]:
    return select(Measure).where(within(Measure, user), Measure.id == measure_id)


def measures_of(plan: Plan) -> Select[Measure]:
    mine = (Measure.county == plan.county, Measure.plan_id == plan.id)
    return select(Measure).where(*mine).order_by(Measure.sort, Measure.id)


def on_register(row: Any, county: Any = COUNTY) -> ColumnElement[bool]:
    """The household behind a row is not struck off: merged into another, moved away, died out."""
    h = aliased(Household)
    return ~exists().where(h.county == county, h.id == row.household_id, h.status == "cancelled")


def in_work(plan: Plan) -> Select[UUID]:
    """The edition of the same household and year that is being written or reviewed."""
    mine = (Plan.county == plan.county, Plan.household_id == plan.household_id, Plan.year == plan.year)
    return select(Plan.id).where(*mine, Plan.state.in_(IN_WORK))


def _gap(name: str) -> ColumnElement[bool]:
    asked = func.jsonb_build_array(func.jsonb_build_object("code", bindparam(name, type_=Text)))
    return Plan.gaps.op("@>", return_type=Boolean)(asked)


ROW = (
    Plan.id, Plan.household_id, *of_household(Plan, Household.household_no, Household.head_name,
    Household.household_class, Household.status), Plan.region_code, village_name(Plan).label("region_name"), Plan.year,
    Plan.edition, Plan.kind, Plan.state, Plan.why, Plan.completeness,
    func.jsonb_array_length(Plan.gaps).label("gap_count"), Plan.measure_count, Plan.done_count,
    as_text(Plan.income_target).label("income_target"), Plan.consent_on, Plan.consent_stale, Plan.author_name,
    Plan.submitted_at, Plan.reviewed_by_name, Plan.reviewed_at, as_text(Plan.income_result).label("income_result"),
    Plan.satisfaction, Plan.updated_at, Plan.version,
)  # fmt: skip

PLANS = Listing(
    base=select(*ROW),
    area=within_binds(Plan),
    filters={
        "household_id": Plan.household_id == bindparam("household_id", type_=Uuid),
        "year": Plan.year == bindparam("year", type_=Integer),
        "state": any_of(Plan.state, "state"),
        "kind": any_of(Plan.kind, "kind"),
        "cause": Plan.causes.overlap(bindparam("cause", type_=ARRAY(Text))),
        "completeness_lt": Plan.completeness < bindparam("completeness_lt", type_=Integer),
        "gap": _gap("gap"),
        "author_id": Plan.author_id == bindparam("author_id", type_=Uuid),
        "counted": of_target(Plan) == bindparam("counted"),
        "satisfied": bindparam("satisfied") == SATISFIED,
        "with_result": Plan.income_result.is_not(None) == bindparam("with_result"),
        "target_reached": bindparam("target_reached") == TARGET_REACHED,
        "q": matches(Plan),
    },
    sorts={
        "region": (Plan.region_code, Plan.id),
        "updated_at": (Plan.updated_at, Plan.id),
        "submitted_at": (func.coalesce(Plan.submitted_at, text("'-infinity'::timestamptz")), Plan.id),
        "completeness": (Plan.completeness, Plan.id),
    },
    default_sort="-updated_at",
)

MEASURE = (
    Measure.id, Measure.root_id, Measure.sort, Measure.member_id,
    select(Member.name).where(Member.county == COUNTY, Member.id == Measure.member_id).scalar_subquery().label(
        "member_name"),
    Measure.category, Measure.batch, Measure.text, Measure.cause, Measure.assurance,
    as_text(Measure.quantity).label("quantity"), Measure.unit, Measure.starts_on, Measure.due_on, Measure.owner_id,
    Measure.helper_id, Measure.owner_name, Measure.executor, Measure.fund_source,
    as_text(Measure.amount).label("amount"), Measure.project_id,
    select(VillageProject.name).where(VillageProject.county == COUNTY, VillageProject.id == Measure.project_id)
    .scalar_subquery().label("project_name"),
    Measure.policy_id,
    select(BenefitPolicy.name).where(BenefitPolicy.county == COUNTY, BenefitPolicy.id == Measure.policy_id)
    .scalar_subquery().label("policy_name"),
    Measure.loan_id, Measure.template_id, Measure.suggestion, Measure.review_note, Measure.state, Measure.progress,
    as_text(Measure.spent).label("spent"), Measure.result, Measure.done_on, Measure.version,
)  # fmt: skip

MEASURES = Listing(
    base=select(
        *MEASURE, Measure.plan_id, Plan.state.label("plan_state"), Plan.year, Measure.household_id,
        *of_household(Measure, Household.household_no, Household.head_name), Measure.region_code,
        village_name(Measure).label("region_name"), (Measure.due_on - TODAY).label("days_to_due"),
    ).join(Plan, (Plan.county == COUNTY) & (Plan.id == Measure.plan_id)),
    area=within_binds(Measure),
    filters={
        "id": Measure.id == bindparam("id", type_=Uuid),
        "plan_id": Measure.plan_id == bindparam("plan_id", type_=Uuid),
        "household_id": Measure.household_id == bindparam("household_id", type_=Uuid),
        "year": Plan.year == bindparam("year", type_=Integer),
        "in_force": (Plan.state == PlanState.ACTIVE) == bindparam("in_force"),
        "counted": (IN_FORCE & (Measure.state != MeasureState.CANCELLED) & of_target(Measure)) == bindparam("counted"),
        "category": any_of(Measure.category, "category"),
        "state": any_of(Measure.state, "state"),
        "batch": any_of(Measure.batch, "batch"),
        "executor": any_of(Measure.executor, "executor"),
        "owner_id": Measure.owner_id == bindparam("owner_id", type_=Uuid),
        "helper_id": Measure.helper_id == bindparam("helper_id", type_=Uuid),
        "project_id": Measure.project_id == bindparam("project_id", type_=Uuid),
        "policy_id": Measure.policy_id == bindparam("policy_id", type_=Uuid),
        "late": bindparam("late") == LATE,
        "unfunded": bindparam("unfunded") == UNFUNDED,
        "due_on_lt": Measure.due_on < bindparam("due_on_lt", type_=Date),
        "q": matches(Measure),
    },
    sorts={
        "due_on": (func.coalesce(Measure.due_on, text("'infinity'::date")), Measure.id),
        "region": (Measure.region_code, Measure.plan_id, Measure.sort, Measure.id),
    },
    default_sort="due_on",
)  # fmt: skip


def editions() -> Select[*tuple[Any, ...]]:
    """All plans of the household, the newest first."""
    e = aliased(Plan, name="e")
    mine = select(e.id, e.year, e.edition, e.kind, e.state, e.reviewed_at)
    mine = mine.where(e.county == COUNTY, e.household_id == Plan.household_id).correlate(Plan)
    return mine.order_by(e.year.desc(), e.edition.desc())


def whole() -> Select[*tuple[Any, ...]]:
    """Plans with all that `PlanRead` says; the caller says which. Binds: county."""
    measures = select(*MEASURE).where(Measure.county == COUNTY, Measure.plan_id == Plan.id).correlate(Plan)
    h = Household
    now = (h.main_cause, as_text(h.net_income_per_capita).label("income_now"), h.income_year.label("income_now_year"))
    here = [
        select(column).where(h.county == COUNTY, h.id == Plan.household_id).scalar_subquery().label(column.name)
        for column in now
    ]
    money = [as_text(getattr(Plan, name)).label(name) for name in ("income_base",)]
    plain = (
        Plan.previous_id, Plan.causes, Plan.income_base_year, Plan.assurances, Plan.wish, Plan.consent_kind,
        Plan.consent_name, Plan.consent_witness, Plan.consent_attachment_id, Plan.author_id, Plan.submitted_by,
        Plan.review_note, Plan.gaps, Plan.outcome, Plan.satisfaction_on,
    )  # fmt: skip
    return select(
        *ROW, *plain, *money, *here,
        as_json(measures.order_by(Measure.sort, Measure.id)).label("measures"), as_json(editions()).label("editions"),
    )  # fmt: skip


@cache
def one() -> Prepared:
    """One plan as JSON text, and its version. Binds: county, lo, hi, id."""
    found = whole().where(within_binds(Plan), Plan.id == bindparam("id", type_=Uuid)).subquery("found")
    return prepare(select(cast(func.row_to_json(text("found")), Text), found.c.version))


def progress_of() -> Select[*tuple[Any, ...]]:
    """What was said of a measure in any edition, the latest first. Binds: county, lo, hi, id."""
    p, asked, same = MeasureProgress, aliased(Measure), aliased(Measure)
    again = (same.county == COUNTY, same.household_id == asked.household_id, same.root_id == asked.root_id)
    editions_of = select(same.id).join(asked, and_(*again)).where(
        asked.county == COUNTY, asked.id == bindparam("id", type_=Uuid)
    )  # fmt: skip
    columns = (
        p.id,
        p.told_on,
        p.state,
        p.progress,
        as_text(p.spent).label("spent"),
        p.note,
        p.attachment_ids,
        p.told_by_name,
        p.created_at,
    )
    mine = select(*columns).where(within_binds(p), p.measure_id.in_(editions_of))
    return mine.order_by(p.told_on.desc(), p.created_at.desc())


@section("plan")
def household_plan(h: Any) -> Select[*tuple[Any, ...]]:
    """On the household's page: the plan in force and the one in work, with their measures."""
    measures = select(*MEASURE).where(Measure.county == COUNTY, Measure.plan_id == Plan.id).correlate(Plan)
    shown = (
        Plan.id, Plan.year, Plan.edition, Plan.kind, Plan.state, Plan.completeness, Plan.causes, Plan.wish,
        as_text(Plan.income_base).label("income_base"), as_text(Plan.income_target).label("income_target"),
        Plan.assurances, Plan.consent_on, Plan.consent_stale, Plan.review_note, Plan.gaps, Plan.version,
    )  # fmt: skip
    plans = select(*shown, as_json(measures.order_by(Measure.sort, Measure.id)).label("measures"))
    current = or_(*(Plan.state == state for state in (PlanState.ACTIVE, *IN_WORK)))
    first = case((Plan.state == PlanState.ACTIVE, 0), else_=1)
    mine = plans.where(Plan.county == COUNTY, Plan.household_id == h.id, current)
    return mine.order_by(Plan.year.desc(), first)
