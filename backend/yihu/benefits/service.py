"""Keeping the county's policies and who has received what."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.benefits import queries
from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.benefits.problems import BenefitNotFound, BenefitTaken, PolicyNotFound, PolicyOverlaps
from yihu.benefits.schemas import BenefitCreate, BenefitRead, MatrixRow, PolicyCreate, PolicyEnd, PolicyRead
from yihu.households.models import Household, Member
from yihu.households.problems import HouseholdNotFound
from yihu.households.service import FOLLOWERS
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy

LISTS = {
    "kind": "benefit_kind", "household_classes": "household_class", "causes": "poverty_cause",
    "special_groups": "special_group", "schoolings": "schooling", "labours": "labour",
}  # fmt: skip
KEY_CLASSES = ("registered_poor", "unstable_exited", "verge", "sudden_hardship", "prevention_target")


def read_policy(session: Session, user: Caller, policy_id: UUID) -> PolicyRead:
    return queries.POLICIES.one(
        session, PolicyRead, {**user.binds(), "today": clock.business_date(), "id": policy_id}, PolicyNotFound
    )


def add_policy(session: Session, user: Caller, form: PolicyCreate) -> PolicyRead:
    values = form.model_dump()
    values["region_code"] = form.region_code or user.region_code
    if not values["region_code"].startswith(user.region_code):
        raise ValidationFailed.at("/region_code", "outside_area", "不在您的辖区内")
    policy.check_codes(session, LISTS, values)
    row = BenefitPolicy(county=user.county, **values)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise PolicyOverlaps from error
    _audit(session, "benefit_policy.added", row, row.name)
    return read_policy(session, user, row.id)


def end_policy(session: Session, user: Caller, policy_id: UUID, form: PolicyEnd, version: int) -> PolicyRead:
    p = BenefitPolicy
    mine = (p.county == user.county, p.id == policy_id, func.starts_with(p.region_code, user.region_code))
    row = session.scalar(select(p).where(*mine).with_for_update())
    if row is None:
        raise PolicyNotFound
    check_version(row, version)
    if form.valid_to <= row.valid_from:
        raise ValidationFailed.at("/valid_to", "before_start", "停用日期应晚于启用日期")
    row.valid_to = form.valid_to
    try:
        session.flush()
    except IntegrityError as error:
        raise PolicyOverlaps from error
    _audit(session, "benefit_policy.ended", row, row.name)
    return read_policy(session, user, row.id)


def read(session: Session, user: Caller, benefit_id: UUID) -> BenefitRead:
    return queries.BENEFITS.one(
        session, BenefitRead, {**user.binds(), "today": clock.business_date(), "id": benefit_id}, BenefitNotFound
    )


def record(session: Session, user: Caller, form: BenefitCreate) -> BenefitRead:
    """A policy reached somebody. A policy for persons needs the person."""
    household = session.scalar(select(Household).where(within(Household, user), Household.id == form.household_id))
    if household is None:
        raise HouseholdNotFound
    found = session.scalar(
        select(BenefitPolicy).where(BenefitPolicy.county == user.county, BenefitPolicy.id == form.policy_id)
    )
    if found is None:
        raise PolicyNotFound
    _check(session, household, found, form)
    row = Benefit(county=user.county, region_code=household.region_code, **form.model_dump())
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise BenefitTaken from error
    _audit(session, "benefit.recorded", row, found.name)
    return read(session, user, row.id)


def _check(session: Session, household: Household, found: BenefitPolicy, form: BenefitCreate) -> None:
    if found.for_persons and form.member_id is None:
        raise ValidationFailed.at("/member_id", "missing", "这项政策落实到人，请选择家庭成员")
    of_household = (Member.county == household.county, Member.household_id == household.id, Member.id == form.member_id)
    if form.member_id is not None and session.scalar(select(Member.id).where(*of_household)) is None:
        raise ValidationFailed.at("/member_id", "unknown", "没有这位家庭成员")
    if form.granted_on > clock.business_date():
        raise ValidationFailed.at("/granted_on", "in_the_future", "享受日期不能晚于今天")
    if not household.region_code.startswith(found.region_code):
        raise ValidationFailed.at("/policy_id", "elsewhere", "这项政策不在这一户所在的地方执行")
    if form.granted_on < found.valid_from or (found.valid_to is not None and form.granted_on >= found.valid_to):
        raise ValidationFailed.at("/granted_on", "not_valid_then", "这一天这项政策没有执行")
    if form.ends_on is not None and form.ends_on < form.granted_on:
        raise ValidationFailed.at("/ends_on", "before_start", "截止日期不能早于享受日期")


def remove(session: Session, user: Caller, benefit_id: UUID, version: int) -> None:
    """Recorded by mistake; what it said stays in the audit row."""
    row = session.scalar(select(Benefit).where(within(Benefit, user), Benefit.id == benefit_id).with_for_update())
    if row is None:
        raise BenefitNotFound
    check_version(row, version)
    _audit(session, "benefit.removed", row, str(row.policy_id))
    session.delete(row)


def matrix(session: Session, user: Caller, region_code: str, kinds: Sequence[str]) -> list[MatrixRow]:
    """Key households of one village against kinds of benefit."""
    binds = {
        **user.binds(region_code),
        "today": clock.business_date(),
        "kinds": list(kinds),
        "classes": list(KEY_CLASSES),
    }
    return [MatrixRow.model_validate(row) for row in session.execute(queries.matrix(), binds)]


def _audit(session: Session, action: str, row: BenefitPolicy | Benefit, name: str) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=(type(row).__tablename__, row.id),
        name=name,
    )  # fmt: skip


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    mine = update(Benefit).where(Benefit.county == county, Benefit.household_id == household_id)
    session.execute(mine.values(region_code=region_code))


FOLLOWERS.append(follow_household)
