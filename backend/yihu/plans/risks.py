"""风险信号: what cut a household's income, and whether its plan has been adjusted since (R409)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Date, Uuid, bindparam, cast, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within, within_binds
from yihu.households.models import Household
from yihu.households.problems import HouseholdNotFound
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.paging import Listing, any_of
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.plans.events import RiskSignalled
from yihu.plans.models import Plan, PlanState
from yihu.plans.problems import RiskIdTaken, RiskSignalNotFound
from yihu.plans.suggestion_models import RiskSignal
from yihu.plans.suggestion_schemas import DismissForm, RiskSignalCreate, RiskSignalRead
from yihu.policy import service as policy
from yihu.visits.models import Finding

R = RiskSignal


def answered_on(county: Any) -> ColumnElement[Any]:
    """The day on which the first plan edition made after the signal came into force; null while there is none."""
    day = cast(func.timezone("Asia/Shanghai", Plan.reviewed_at), Date)
    made = cast(func.timezone("Asia/Shanghai", Plan.created_at), Date)
    after = select(func.min(day)).where(
        Plan.county == county, Plan.household_id == R.household_id, made >= R.happened_on, day >= R.happened_on,
        (Plan.state == PlanState.ACTIVE) | (Plan.state == PlanState.REPLACED) | (Plan.state == PlanState.CLOSED),
    )  # fmt: skip
    return after.correlate(R).scalar_subquery()


RISKS = Listing(
    base=select(
        R.id, R.household_id, *of_household(R, Household.household_no, Household.head_name), R.region_code,
        village_name(R).label("region_name"), R.kind, R.happened_on, R.note, R.source, R.finding_id,
        answered_on(COUNTY).label("answered_on"), R.dismissed_on, R.dismissed_why, R.version,
    ),
    area=within_binds(R),
    filters={
        "id": R.id == bindparam("id", type_=Uuid),
        "household_id": R.household_id == bindparam("household_id", type_=Uuid),
        "kind": any_of(R.kind, "kind"),
        "answered": bindparam("answered", type_=Boolean)
        == (answered_on(COUNTY).is_not(None) | R.dismissed_on.is_not(None)),
        "q": matches(R),
    },
    sorts={"happened_on": (R.happened_on, R.id), "region": (R.region_code, R.happened_on, R.id)},
    default_sort="-happened_on",
)  # fmt: skip


def read(session: Session, user: Caller, risk_id: UUID) -> RiskSignalRead:
    return RISKS.one(session, RiskSignalRead, {**user.binds(), "id": risk_id}, RiskSignalNotFound)


def add(session: Session, user: Caller, form: RiskSignalCreate) -> RiskSignalRead:
    """The same id again answers with the same signal."""
    if form.id and session.scalar(select(R.id).where(within(R, user), R.id == form.id)) is not None:
        return read(session, user, form.id)
    household = session.scalar(select(Household).where(within(Household, user), Household.id == form.household_id))
    if household is None:
        raise HouseholdNotFound
    policy.check_codes(session, {"kind": "risk_kind"}, {"kind": form.kind})
    if form.happened_on > clock.business_date():
        raise ValidationFailed.at("/happened_on", "in_the_future", "发生日期不能晚于今天")
    f = Finding
    seen = select(f.id).where(f.county == user.county, f.household_id == household.id, f.id == form.finding_id)
    if form.finding_id is not None and session.scalar(seen) is None:
        raise ValidationFailed.at("/finding_id", "unknown", "这一户没有这条走访发现")
    row = RiskSignal(county=user.county, region_code=household.region_code, **form.model_dump())
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise RiskIdTaken from error
    _audit(session, row, "risk.signalled")
    publish(session, RiskSignalled(row.county, row.region_code, str(row.id), str(row.household_id), row.kind))
    return read(session, user, row.id)


def dismiss(session: Session, user: Caller, risk_id: UUID, form: DismissForm, version: int) -> RiskSignalRead:
    row = session.scalar(select(R).where(within(R, user), R.id == risk_id).with_for_update())
    if row is None:
        raise RiskSignalNotFound
    check_version(row, version)
    row.dismissed_on, row.dismissed_why = clock.business_date(), form.reason
    session.flush()
    _audit(session, row, "risk.dismissed")
    return read(session, user, row.id)


def _audit(session: Session, row: RiskSignal, action: str) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("household", row.household_id),
        kind=row.kind, happened_on=str(row.happened_on), dismissed_why=row.dismissed_why,
    )  # fmt: skip
