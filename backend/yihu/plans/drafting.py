"""Writing a plan: starting it, its fields, its measures."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, own_rows, within
from yihu.accounts.models import User
from yihu.benefits.models import BenefitPolicy
from yihu.helpers.models import Helper
from yihu.households.models import Household, Member
from yihu.households.problems import HouseholdNotFound
from yihu.kernel import audit, clock
from yihu.kernel.facts import tell
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.loans.models import Loan
from yihu.plans import editions, likeness, queries, snapshot
from yihu.plans.changes import finish, in_work, locked, locked_measure, must_be_on_register, no_longer_agreed
from yihu.plans.events import PlanRemoved
from yihu.plans.forms import MeasureCreate, MeasureFields, PlanCreate, PlanUpdate
from yihu.plans.models import Measure, MeasureState, Plan, PlanState
from yihu.plans.problems import MeasureEnded, MeasureIdTaken, PlanInWork, PlanKindMismatch, PlanNotInWork, PlanSettled
from yihu.plans.suggestion_models import MeasureTemplate
from yihu.policy import service as policy
from yihu.villages.models import VillageProject

LISTS = {
    "category": "measure_category",
    "batch": "five_batch",
    "cause": "poverty_cause",
    "assurance": "assurance_item",
    "executor": "measure_executor",
    "fund_source": "fund_source",
}
ANSWERS = {"met", "failed", "unknown"}


def start(session: Session, user: Caller, form: PlanCreate, by: Caller | None = None) -> Plan:
    """A draft for this household and year, filled with what is known; the same id again answers with the same plan.

    `by` wrote it when that was not the caller.
    """
    known = session.scalar(queries.visible(user).where(Plan.id == form.id)) if form.id else None
    if known is not None:
        return known
    household = session.scalar(select(Household).where(within(Household, user), Household.id == form.household_id))
    if household is None:
        raise HouseholdNotFound
    year, author = form.year or clock.business_date().year, by or user
    found = snapshot.of_household(session, user.county, household.id, clock.business_date())
    plan = Plan(
        county=user.county, id=form.id, household_id=household.id, year=year, why="new", author_id=author.id,
        author_name=author.name, **found,
    )  # fmt: skip
    must_be_on_register(session, plan)
    editions.number(session, plan)
    if editions.settled(session, plan):
        raise PlanSettled
    session.add(plan)
    _written(session)
    if form.from_previous:
        editions.take_over(session, plan)
    finish(session, plan, "plan.started")
    return plan


def _written(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise PlanInWork from error


def change(session: Session, user: Caller, plan_id: UUID, form: PlanUpdate, version: int) -> Plan:
    """Change fields of a draft; an earlier consent no longer covers it."""
    plan = in_work(session, user, plan_id)
    check_version(plan, version)
    given = form.model_dump(exclude_unset=True)
    policy.check_codes(session, {"causes": "poverty_cause"}, given)
    _check_assurances(session, given.get("assurances"))
    if "kind" in given:
        fits = snapshot.of_household(session, plan.county, plan.household_id, clock.business_date())["kind"]
        if given["kind"] != fits:
            raise PlanKindMismatch
    for name, value in given.items():
        if value is None and name in ("kind", "causes", "assurances"):
            raise ValidationFailed.at(f"/{name}", "missing", "必填")
        setattr(plan, name, value)
    told = audit.changes(plan)
    if told:
        no_longer_agreed(plan)
        finish(session, plan, "plan.changed", changes=told)
    return plan


def _check_assurances(session: Session, given: dict[str, str] | None) -> None:
    items = policy.labels(session, "assurance_item") if given else {}
    for item, answer in (given or {}).items():
        if item not in items or answer not in ANSWERS:
            raise ValidationFailed.at(f"/assurances/{item}", "code_unknown", "保障项目或结论不在可选范围内")


def add_measure(session: Session, user: Caller, plan_id: UUID, form: MeasureCreate) -> Measure:
    """Add a measure to a draft; the same id again answers with the same measure."""
    plan = in_work(session, user, plan_id)
    known = session.scalar(queries.measure(user, form.id)) if form.id else None
    if known is not None:
        if known.plan_id != plan.id:
            raise MeasureIdTaken
        return known
    new_id = form.id or session.execute(select(func.uuidv7())).scalar_one()
    row = Measure(
        county=plan.county, region_code=plan.region_code, id=new_id, root_id=new_id, plan_id=plan.id,
        household_id=plan.household_id,
    )  # fmt: skip
    _fill(session, user, row, form)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise MeasureIdTaken from error
    no_longer_agreed(plan)
    finish(session, plan, "measure.added", measure_id=str(row.id), text=row.text)
    return row


def change_measure(session: Session, user: Caller, measure_id: UUID, form: MeasureFields, version: int) -> Measure:
    row = locked_measure(session, user, measure_id)
    plan = in_work(session, user, row.plan_id)
    check_version(row, version)
    if row.state is MeasureState.CANCELLED:
        raise MeasureEnded
    _fill(session, user, row, form)
    told = audit.changes(row)
    if told:
        row.review_note = None
        no_longer_agreed(plan)
        finish(session, plan, "measure.changed", measure_id=str(row.id), changes=told)
    return row


def drop_measure(session: Session, user: Caller, measure_id: UUID, version: int) -> Plan:
    """Out of the draft; in an adjustment it stays on file as cancelled, so that the differences show it."""
    row = locked_measure(session, user, measure_id)
    plan = in_work(session, user, row.plan_id)
    check_version(row, version)
    if row.root_id == row.id:
        session.delete(row)
    else:
        row.state = MeasureState.CANCELLED
    no_longer_agreed(plan)
    finish(session, plan, "measure.dropped", measure_id=str(row.id), text=row.text)
    return plan


def discard(session: Session, user: Caller, plan_id: UUID, version: int) -> None:
    """Throw a draft away that nobody has seen yet; its words stay in the audit row."""
    plan = locked(session, user, plan_id)
    check_version(plan, version)
    if plan.state is not PlanState.DRAFT or plan.submitted_at is not None:
        raise PlanNotInWork
    measures = session.scalars(queries.measures_of(plan)).all()
    audit.record(
        session, "plan.discarded", county=plan.county, region_code=plan.region_code, subject=("plan", plan.id),
        measures=[row.text for row in measures], wish=plan.wish,
    )  # fmt: skip
    for row in measures:
        session.delete(row)
    session.flush()
    with own_rows(session, user):  # other villages' plans may have been found like this one
        likeness.forget(session, plan.county, [plan.id])
    tell(session, PlanRemoved.__name__, Plan, plan.county, [plan.id])
    session.delete(plan)


def _fill(session: Session, user: Caller, row: Measure, form: MeasureFields) -> None:
    given = form.model_dump(exclude_unset=True, exclude={"id"})
    policy.check_codes(session, LISTS, given)
    for name in ("category", "text"):
        if name in given and given[name] is None:
            raise ValidationFailed.at(f"/{name}", "missing", "必填")
    _check_links(session, user, row, given)
    for name, value in given.items():
        setattr(row, name, value)
    _check_dates(row.starts_on, row.due_on)
    _name_owner(session, row, given)


def _check_dates(starts_on: date | None, due_on: date | None) -> None:
    if starts_on and due_on and due_on < starts_on:
        raise ValidationFailed.at("/due_on", "before_start", "完成时间不能早于开始时间")


def _check_links(session: Session, user: Caller, row: Measure, given: dict[str, Any]) -> None:
    """What a measure newly points to must be there, and be this household's or of a place around it."""
    changed = {name: value for name, value in given.items() if value is not None and value != getattr(row, name, None)}
    mine = (Member.household_id == row.household_id, Member.left_on.is_(None))
    asked: dict[str, tuple[Any, tuple[Any, ...], str]] = {
        "member_id": (Member, mine, "这一户没有这位家庭成员"),
        "loan_id": (Loan, (Loan.household_id == row.household_id,), "这一户没有这笔贷款"),
        "helper_id": (Helper, (), "没有这位帮扶人员"),
        "policy_id": (BenefitPolicy, (_around(BenefitPolicy, row),), "这一户所在的地方没有这项政策"),
        "project_id": (VillageProject, (_around(VillageProject, row),), "这一户所在的村和乡镇没有这个项目"),
        "template_id": (MeasureTemplate, (_around(MeasureTemplate, row),), "措施库里没有这一条"),
    }
    for name, (table, fits, words) in asked.items():
        known = select(table.id).where(table.county == user.county, table.id == changed.get(name), *fits)
        if name in changed and session.scalar(known) is None:
            raise ValidationFailed.at(f"/{name}", "unknown", words)


def _around(table: Any, row: Measure) -> ColumnElement[bool]:
    return func.starts_with(row.region_code, table.region_code)


def _name_owner(session: Session, row: Measure, given: dict[str, Any]) -> None:
    """One person sees to it: a helper, an account of a place around the household, or a name; the last said holds."""
    changed = audit.changes(row)
    if given.get("helper_id") is not None:
        row.owner_id = None
        row.owner_name = session.scalar(
            select(Helper.name).where(Helper.county == row.county, Helper.id == given["helper_id"])
        )
    elif given.get("owner_id") is not None:
        row.helper_id = None
        if "owner_id" in changed:
            his = (User.id == given["owner_id"], User.disabled_at.is_(None), _around(User, row))
            row.owner_name = session.scalar(select(User.name).where(*his))
        if row.owner_name is None:
            raise ValidationFailed.at("/owner_id", "unknown", "这一户所在的地方没有这个账号")
    elif "owner_name" in changed:
        row.helper_id = row.owner_id = None
