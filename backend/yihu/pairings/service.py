"""Making and ending pairings. Exit and change of class end nothing (摘帽不摘帮扶): only these verbs do."""

from typing import Any
from uuid import UUID

from psycopg.errors import ExclusionViolation
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.helpers import duties
from yihu.helpers.models import Helper, Unit
from yihu.helpers.queries import within_reach
from yihu.helpers.service import check_place
from yihu.households.models import Household, Member
from yihu.households.service import FOLLOWERS
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish, tell
from yihu.kernel.models import valid_on
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.pairings import campaigns, ending, queries
from yihu.pairings.events import PairingChanged, PairingMade
from yihu.pairings.models import CampaignTarget, Pairing, ProposedPairing
from yihu.pairings.problems import FirstSecretaryThere, PairingNotFound, PairingOverlaps
from yihu.pairings.schemas import PairingCreate, PairingEnd, PairingRead
from yihu.policy.models import Code


def read(session: Session, user: Caller, pairing_id: UUID) -> PairingRead:
    return queries.PAIRINGS.one(
        session, PairingRead, {**user.binds(), "today": clock.business_date(), "id": pairing_id}, PairingNotFound
    )


def make(session: Session, user: Caller, form: PairingCreate) -> PairingRead:
    """A helper answers from a day on, which may be past but not to come."""
    if form.valid_from > clock.business_date():
        raise ValidationFailed.at("/valid_from", "in_future", "开始日期不能晚于今天")
    region_code = _whom(session, user, form)
    who, unit_name = on_duty(session, user, form.helper_id, form.valid_from, "/helper_id")
    if form.campaign_id is not None:
        campaigns.find(session, user, form.campaign_id)
    row = Pairing(
        county=user.county, region_code=region_code, helper_name=who.name, helper_unit=unit_name,
        helper_phone=who.phone, helper_level=who.level, **form.model_dump(exclude={"region_code"}),
    )  # fmt: skip
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise refused(error) from error
    _audit(session, row, "pairing.made", kind=row.kind, helper=row.helper_name, valid_from=str(row.valid_from))
    publish(session, PairingMade(row.county, row.region_code, str(row.id), _text(row.household_id), row.kind))
    return read(session, user, row.id)


def end(session: Session, user: Caller, pairing_id: UUID, form: PairingEnd, version: int) -> PairingRead:
    """Ended on purpose, with a reason; the row stays."""
    row = session.scalar(queries.one(user, pairing_id).with_for_update())
    if row is None:
        raise PairingNotFound
    check_version(row, version)
    for problem in ending.end(session, user, [pairing_id], form).values():
        raise problem
    return read(session, user, pairing_id)


def on_duty(session: Session, user: Caller, helper_id: UUID, day: Any, pointer: str) -> tuple[Helper, str | None]:
    """A helper whom the caller may name, with the unit's name."""
    found = session.execute(
        select(Helper, Unit.name)
        .outerjoin(Unit, (Unit.county == user.county) & (Unit.id == Helper.unit_id))
        .where(Helper.county == user.county, within_reach(Helper, user), Helper.id == helper_id, valid_on(Helper, day))
    ).one_or_none()
    if found is None:
        raise ValidationFailed.at(pointer, "not_on_duty", "没有这位帮扶人员，或当时不在岗")
    who, unit_name = found
    return who, unit_name


def refused(error: IntegrityError) -> Exception:
    """What a broken constraint of `pairing` means."""
    if not isinstance(error.orig, ExclusionViolation):
        return error
    return FirstSecretaryThere() if "first_secretary" in str(error.orig) else PairingOverlaps()


def _whom(session: Session, user: Caller, form: PairingCreate) -> str:
    """Region code of the household or village; what the kind asks for stands in the note of its code."""
    about = session.scalar(select(Code.note).where(Code.list == "pairing_kind", Code.code == form.kind))
    if about is None:
        raise ValidationFailed.at("/kind", "code_unknown", f"“{form.kind}”不在可选范围内", list="pairing_kind")
    if about == "village":
        _only(form, "region_code", "这类结对是对村的，请选择村")
        check_place(session, user, form.region_code or "")
        return form.region_code or ""
    _only(form, "household_id", "这类结对是对户的，请选择户")
    h = Household
    place = session.scalar(select(h.region_code).where(within(h, user), h.id == form.household_id))
    if place is None:
        raise ValidationFailed.at("/household_id", "unknown", "您的辖区内没有这一户")
    if (about == "member") != (form.member_id is not None):
        raise ValidationFailed.at(
            "/member_id", "member", "请选择家庭成员" if about == "member" else "这类结对不指定成员"
        )
    m = Member
    here = (m.county == user.county, m.household_id == form.household_id, m.id == form.member_id, m.left_on.is_(None))
    if form.member_id is not None and session.scalar(select(m.id).where(*here)) is None:
        raise ValidationFailed.at("/member_id", "unknown", "这一户没有这位成员")
    return place


def _only(form: PairingCreate, field: str, message: str) -> None:
    others = {"region_code": ("household_id", "member_id"), "household_id": ("region_code",)}[field]
    for pointer in (field, *others):
        if (getattr(form, pointer) is not None) != (pointer == field):
            raise ValidationFailed.at(f"/{pointer}", "whom", message)


def _text(found: UUID | None) -> str | None:
    return None if found is None else str(found)


def _audit(session: Session, row: Pairing, action: str, **details: Any) -> None:
    subject = ("household", row.household_id) if row.household_id else ("pairing", row.id)
    audit.record(session, action, county=row.county, region_code=row.region_code, subject=subject, **details)


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    """Who answers for a household goes on answering for it in its new village."""
    for table in (Pairing, CampaignTarget, ProposedPairing):
        mine = update(table).where(table.county == county, table.household_id == household_id)
        session.execute(mine.values(region_code=region_code))


COPIES = text(
    """
    update pairing p set helper_name = h.name, helper_unit = u.name, helper_phone = h.phone, helper_level = h.level,
        version = p.version + 1, updated_at = now()
    from helper h left join unit u on u.county = :county and u.id = h.unit_id
    where p.county = :county and h.county = :county and h.id = p.helper_id and h.id = any(:helpers)
      and p.valid_to is null and (p.helper_name, p.helper_unit, p.helper_phone, p.helper_level)
          is distinct from (h.name, u.name, h.phone, h.level)
    returning p.id
    """
)


def follow_helpers(session: Session, county: str, helper_ids: list[UUID]) -> None:
    """Current pairings show their helper as he is now; past ones as he was."""
    changed = session.scalars(COPIES, {"county": county, "helpers": helper_ids}).all()
    tell(session, PairingChanged.__name__, Pairing, county, changed)


FOLLOWERS.append(follow_household)
duties.FOLLOWERS.append(follow_helpers)
