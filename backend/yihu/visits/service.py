"""Recording visits, correcting them, taking them back."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.permissions import Permission
from yihu.files import service as files
from yihu.households.models import Household
from yihu.households.problems import HouseholdNotFound
from yihu.households.service import FOLLOWERS, check_village
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.pairings.campaign_queries import visible as visible_campaign
from yihu.policy import service as policy
from yihu.policy.parameters import value_of
from yihu.visits import findings, queries, visitors
from yihu.visits.events import VisitCorrected, VisitRecorded, VisitVoided
from yihu.visits.models import Contact, Finding, Visit
from yihu.visits.parameters import OLDEST_DAYS
from yihu.visits.problems import NotYourVisit, VisitIdTaken, VisitIsVoid, VisitNotFound
from yihu.visits.schemas import VisitCreate, VisitRead, VisitUpdate, VisitVoid
from yihu.visits.visitors import Visitor

CODES = {
    "purposes": "visit_purpose", "causes_seen": "poverty_cause", "supports": "visit_support", "topics": "domain",
}  # fmt: skip
EARLY, LATE = timedelta(minutes=10), timedelta(days=90)
"""How far a phone's clock may be ahead, and how long it may have been without a network, to be believed."""


def read(session: Session, user: Caller, visit_id: UUID) -> VisitRead:
    return queries.VISITS.one(
        session, VisitRead, {**user.binds(), "today": clock.business_date(), "id": visit_id}, VisitNotFound
    )


def record(session: Session, user: Caller, form: VisitCreate, *, visitor: Caller | None = None) -> VisitRead:
    """Record a visit; the same id with the same content again is the same visit.

    `visitor` wrote it when that was not the caller: the office settling what his phone could not send.
    """
    author = visitor or user
    household = _household(session, user, form)
    region_code = _check_place(session, user, form) if household is None else household.region_code
    digest = hashlib.sha256(_content(form).encode()).digest()
    earlier = _earlier(session, user, form.id)
    if earlier is None:
        _check(session, user, region_code, form)
        who = visitors.find(session, user, author, form.helper_id, form.visited_on)
        made = _insert(session, user, form, who, region_code, digest)
        if made is not None:
            return _finish(session, user, made, form, author)
        earlier = _earlier(session, user, form.id)  # its twin came first
    if earlier is None or earlier.digest != digest:
        raise VisitIdTaken
    return read(session, user, earlier.id)


def _finish(session: Session, user: Caller, row: Visit, form: VisitCreate, author: Caller) -> VisitRead:
    findings.add(session, user, row, form.findings, author)
    files.expect(session, user, author.id, row.region_code, form.attachment_ids)
    _audit(session, row, "visit.recorded", visited_on=str(row.visited_on), contact=row.contact, level=row.visitor_level)
    campaign = str(row.campaign_id) if row.campaign_id else None
    told: dict[str, Any] = {"contact": row.contact, "visitor_level": row.visitor_level, "campaign_id": campaign}
    publish(session, VisitRecorded(**_about(row), **told))
    return read(session, user, row.id)


def _insert(
    session: Session, user: Caller, form: VisitCreate, who: Visitor, region_code: str, digest: bytes
) -> Visit | None:
    """None when the id is taken."""
    values = form.model_dump(exclude={"id", "region_code", "helper_id", "findings"}) | {
        "county": user.county, "id": form.id or func.uuidv7(), "region_code": region_code, "digest": digest,
        "visitor_id": who.user_id, "helper_id": who.helper_id, "visitor_name": who.name, "visitor_level": who.level,
        "recorded_by": who.recorded_by, "clock_doubtful": doubtful(form.made_at),
    }  # fmt: skip
    fresh = insert(Visit).values(values).on_conflict_do_nothing(index_elements=[Visit.county, Visit.id])
    return session.scalar(fresh.returning(Visit))


def _household(session: Session, user: Caller, form: VisitCreate) -> Household | None:
    """Held in its place until the visit is in."""
    if form.household_id is None:
        return None
    mine = select(Household).where(within(Household, user), Household.id == form.household_id)
    found = session.scalar(mine.with_for_update(read=True))
    if found is None:
        raise HouseholdNotFound
    return found


def _check_place(session: Session, user: Caller, form: VisitCreate) -> str:
    code = form.region_code or ""
    check_village(session, user, code)
    return code


def _content(form: VisitCreate) -> str:
    """What makes it the same visit. A field added since counts where it is filled in: an older page repeats without it."""
    added = {"households_reached"} if form.households_reached is None else set()
    return form.model_dump_json(exclude={"id"} | added)


def _earlier(session: Session, user: Caller, visit_id: UUID | None) -> Visit | None:
    return session.scalar(queries.visit(user, visit_id)) if visit_id else None


def doubtful(made_at: datetime | None) -> bool:
    """Whether the phone's clock cannot be believed; its content still is."""
    now = clock.now()
    return made_at is not None and not now - LATE <= made_at <= now + EARLY


def _check(session: Session, user: Caller, region_code: str, form: VisitCreate) -> None:
    values = form.model_dump()
    policy.check_codes(session, CODES, values)
    _check_day(session, user, region_code, form.visited_on)
    _check_rest(session, user, form.visited_on, form.next_on, form.campaign_id)


def _check_day(session: Session, user: Caller, region_code: str, visited_on: date) -> None:
    today = clock.business_date()
    if visited_on > today:
        raise ValidationFailed.at("/visited_on", "in_the_future", "走访日期不能晚于今天")
    oldest = value_of(session, OLDEST_DAYS, region_code, today)
    if oldest is not None and visited_on < today - timedelta(days=oldest) and not _office(user):
        raise ValidationFailed.at("/visited_on", "too_old", f"{oldest}天以前的走访请由乡镇或县里补录", days=oldest)


def _check_rest(
    session: Session, user: Caller, visited_on: date, next_on: date | None, campaign_id: UUID | None
) -> None:
    if next_on is not None and next_on <= visited_on:
        raise ValidationFailed.at("/next_on", "not_after", "下次走访日期应晚于本次")
    if campaign_id is None:
        return
    campaign = session.scalar(visible_campaign(user, campaign_id))
    if campaign is None:
        raise ValidationFailed.at("/campaign_id", "campaign_unknown", "没有这个专项行动")
    if not campaign.starts_on <= visited_on <= campaign.ends_on:
        period = f"{campaign.starts_on}至{campaign.ends_on}"
        raise ValidationFailed.at("/visited_on", "outside_campaign", f"走访日期不在专项行动期间（{period}）")


def correct(session: Session, user: Caller, visit_id: UUID, form: VisitUpdate, version: int) -> VisitRead:
    """Mend what was written down wrong; the audit row says which fields."""
    row = _own(session, user, visit_id, version)
    given = form.model_dump(exclude_unset=True)
    policy.check_codes(session, {name: CODES[name] for name in CODES if name in given}, given)
    if (given.get("contact", row.contact) == Contact.VILLAGE) != (row.household_id is None):
        raise ValidationFailed.at("/contact", "another_kind", "走访农户和走访村组不能互改，请作废后重新登记")
    for name, value in given.items():
        setattr(row, name, value)
    told = sorted(audit.changes(row))
    if not told:
        return read(session, user, row.id)
    with session.no_autoflush:
        if "visited_on" in told:
            _check_day(session, user, row.region_code, row.visited_on)
        if not {"visited_on", "next_on", "campaign_id"}.isdisjoint(told):
            _check_rest(session, user, row.visited_on, row.next_on, row.campaign_id)
    session.flush()
    files.expect(session, user, user.id, row.region_code, given.get("attachment_ids") or [])
    _audit(session, row, "visit.corrected", fields=told)
    publish(session, VisitCorrected(**_about(row), fields=told))
    return read(session, user, row.id)


def void(session: Session, user: Caller, visit_id: UUID, form: VisitVoid, version: int) -> VisitRead:
    """A visit recorded by mistake counts no more; it and its findings stay on file, the open ones closed."""
    row = _own(session, user, visit_id, version)
    row.voided_on, row.voided_why = clock.business_date(), form.reason
    session.flush()
    findings.close_with_visit(session, user, row)
    _audit(session, row, "visit.voided", reason=form.reason)
    publish(session, VisitVoided(**_about(row), reason=form.reason))
    return read(session, user, row.id)


def _own(session: Session, user: Caller, visit_id: UUID, version: int) -> Visit:
    """Locked, as the caller saw it, and his to change."""
    row = session.scalar(queries.visit(user, visit_id).with_for_update())
    if row is None:
        raise VisitNotFound
    if user.id not in (row.visitor_id, row.recorded_by) and not _office(user):
        raise NotYourVisit
    check_version(row, version)
    if row.voided_on is not None:
        raise VisitIsVoid
    return row


def _office(user: Caller) -> bool:
    return Permission.FIELD_WATCH in user.permissions


def _about(row: Visit) -> dict[str, Any]:
    """The common fields of a visit's events."""
    return {
        "county": row.county, "region_code": row.region_code, "subject_id": str(row.id),
        "household_id": str(row.household_id) if row.household_id else None, "visited_on": str(row.visited_on),
    }  # fmt: skip


def _audit(session: Session, row: Visit, action: str, **details: object) -> None:
    household = str(row.household_id) if row.household_id else None
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("visit", row.id),
        household_id=household, **details,
    )  # fmt: skip


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    """Visits, findings and their photos move with their household."""
    for table in (Visit, Finding):
        mine = update(table).where(table.county == county, table.household_id == household_id)
        session.execute(mine.values(region_code=region_code), execution_options={"synchronize_session": False})
    v = Visit
    photos = select(func.unnest(v.attachment_ids)).where(v.county == county, v.household_id == household_id)
    files.move(session, county, photos, region_code)


FOLLOWERS.append(follow_household)
