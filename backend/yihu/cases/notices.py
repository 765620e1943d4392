"""Posting a public notice, taking it down, objections and their answers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.cases import changes, deadlines, notice_queries, notice_text, screening
from yihu.cases.models import Case, CaseState, CaseStep
from yihu.cases.notice_forms import AnswerForm, NoticeForm, ObjectionForm, PhotoForm, PostForm, Withdraw
from yihu.cases.notice_models import NoticeLine, Objection, PublicNotice
from yihu.cases.notice_text import Line, Notice
from yihu.cases.problems import (
    CaseIdTaken,
    CaseNotFound,
    NoticeOver,
    NotReadyForNotice,
    ObjectionAnswered,
    ObjectionNotFound,
    PublicNoticeNotFound,
    SamePerson,
)
from yihu.cases.procedures import Act
from yihu.files import service as files
from yihu.households.models import Household, Member
from yihu.kernel import audit, clock
from yihu.kernel.crypto import blind_index
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy
from yihu.policy.parameters import unset_words
from yihu.regions.models import Region

ADULT = 18
LATEST = timedelta(days=30)


def draft(session: Session, user: Caller, form: NoticeForm) -> tuple[Notice, list[Case]]:
    """What the notice would say, checked as it will be when it is posted."""
    cases = _ready(session, user, form.case_ids)
    village = cases[0].region_code[:12]
    names = session.scalars(
        select(Region.short_name).where(Region.code.in_((village, village[:9]))).order_by(Region.code)
    )
    township_name, village_name = names.all()
    ends_on = _period(session, cases, village, form)
    lines = _lines(session, cases, ends_on)
    _screen(session, user, cases, form)
    shown = form.model_dump(include={"starts_on", "place", "contact_office", "contact_phone"})
    kind = f"{cases[0].procedure}.{cases[0].step}"
    return Notice(kind=kind, township_name=township_name, village_name=village_name, ends_on=ends_on, lines=lines, **shown), cases  # fmt: skip


def post(session: Session, user: Caller, form: PostForm) -> PublicNotice:
    """Hang it up. Each case is on one running notice at most; the same id is the same notice."""
    if form.id is not None:
        known = session.scalar(notice_queries.one(user, form.id))
        if known is not None:
            return known
    said, cases = draft(session, user, form)
    columns = ("kind", "starts_on", "ends_on", "place", "contact_office", "contact_phone")
    row = PublicNotice(
        county=user.county, region_code=cases[0].region_code[:12], posted_by=user.id, posted_by_name=user.name,
        attachment_ids=form.attachment_ids, **{name: getattr(said, name) for name in columns},
    )  # fmt: skip
    if form.id is not None:
        row.id = form.id
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise CaseIdTaken from error
    session.add_all(
        NoticeLine(
            county=row.county, region_code=row.region_code, notice_id=row.id, case_id=case.id, sort=sort, **vars(line)
        )
        for sort, (case, line) in enumerate(zip(cases, said.lines, strict=True), 1)
    )
    session.flush()
    files.expect(session, user, user.id, row.region_code, form.attachment_ids)
    for case in cases:
        changes.touch(session, case)
    _told(session, row, "public_notice.posted", kind=row.kind, households=len(cases), ends_on=str(row.ends_on))
    session.refresh(row)
    return row


def _ready(session: Session, user: Caller, ids: Sequence[UUID]) -> list[Case]:
    """Locked, of one village, at one step that is a notice, and on no other running one."""
    c, n, line = Case, PublicNotice, NoticeLine
    rows = session.scalars(
        select(c).where(within(c, user), c.id.in_(ids)).order_by(c.region_code, c.id).with_for_update()
    ).all()
    if len(rows) != len(set(ids)):
        raise CaseNotFound
    hanging = select(line.case_id).where(
        line.county == user.county, line.case_id == c.id, line.notice_id == n.id, n.county == user.county,
        n.withdrawn_on.is_(None), n.kind == func.concat(c.procedure, ".", c.step), n.ends_on >= clock.business_date(),
    )  # fmt: skip
    up = set(session.scalars(select(c.id).where(within(c, user), c.id.in_(ids), hanging.correlate(c).exists())))
    at_notice = all(
        case.state is CaseState.OPEN and changes.following(case).act is Act.NOTICE and case.id not in up
        for case in rows
    )
    together = len({(case.region_code[:12], case.procedure, case.step) for case in rows}) == 1
    if not at_notice or not together:
        raise NotReadyForNotice("一份公示只列同一个村、同一环节、没有在公示中的个案")
    return list(rows)


def _period(session: Session, cases: Sequence[Case], village: str, form: NoticeForm) -> date:
    """Its last day: as given, but not before the county's shortest period is over."""
    today, s = clock.business_date(), CaseStep
    done = select(func.max(s.done_on)).where(
        s.county == cases[0].county, s.case_id.in_([case.id for case in cases]), s.superseded_why.is_(None)
    )
    earliest = max(session.scalar(done) or today, today)
    if not earliest <= form.starts_on <= today + LATEST:
        raise ValidationFailed.at(
            "/starts_on", "out_of_range", "公示从张贴之日算起，开始日期不能早于今天，也不能晚于今天起30天"
        )
    least = deadlines.term(session, deadlines.NOTICE, village, form.starts_on)
    if least is None:
        if form.ends_on is None:
            missing = deadlines.unset(session, deadlines.NOTICE, village, form.starts_on)
            raise ValidationFailed.at("/ends_on", "missing", f"{unset_words(missing)}，请填写结束日期")
        least = form.starts_on + timedelta(days=1)
    if form.ends_on is not None and form.ends_on < least:
        raise ValidationFailed.at(
            "/ends_on", "too_short", f"公示不能短于规定的天数，最早到{least}结束", least=str(least)
        )
    return form.ends_on or least


def _lines(session: Session, cases: Sequence[Case], on: date) -> list[Line]:
    """Group, head, class and reason class of each household: the only place where they are read for a notice."""
    h, m = Household, Member
    group = select(Region.short_name).where(Region.code == h.region_code, Region.level == "group").scalar_subquery()
    born_on = (
        select(func.min(m.born_on))
        .where(m.county == cases[0].county, m.household_id == h.id, m.relation == "02", m.left_on.is_(None))
        .correlate(h)
        .scalar_subquery()
    )
    query = select(
        h.id, h.head_name, func.coalesce(group, h.natural_village).label("group_name"), born_on.label("born_on")
    )
    homes = {
        row.id: row
        for row in session.execute(query.where(h.county == cases[0].county, h.id.in_([c.household_id for c in cases])))
    }
    classes, decisions = (policy.labels(session, name) for name in ("monitor_class", "case_decision"))
    reasons = policy.labels(session, "notice_reason")
    told = []
    for case in cases:
        home = homes[case.household_id]
        if not screening.is_name(home.head_name):
            message = "有农户的户主姓名里混有数字或其他内容，请先更正户档案"
            raise ValidationFailed.at("/case_ids", "head_name", message)
        child = home.born_on is not None and home.born_on > deadlines.months_after(on, -12 * ADULT)
        wanted = (
            decisions.get(case.proposal or "") if case.procedure == "review" else classes.get(case.monitor_class or "")
        )
        told.append(
            Line(
                group_name=_group(home.group_name), class_label=wanted or "待定",
                head_name=notice_text.minor(home.head_name) if child else home.head_name,
                reason_label=reasons.get(notice_text.reason_of(case.risks), "其他"),
            )
        )  # fmt: skip
    return told


def _group(name: str | None) -> str | None:
    """A natural village as somebody typed it stands there only when nothing else is in it."""
    return name if name and len(name) <= 20 and screening.trouble(name) is None else None


def _screen(session: Session, user: Caller, cases: Sequence[Case], form: NoticeForm) -> None:
    """The few free words name nobody of the households, and the telephone is no villager's."""
    m, h = Member, Household
    mine = [case.household_id for case in cases]
    names = session.scalars(select(m.name).where(m.county == user.county, m.household_id.in_(mine))).all()
    for field in ("place", "contact_office"):
        why = screening.trouble(getattr(form, field), names)
        if why:
            raise ValidationFailed.at(f"/{field}", "not_public", f"公示内容{why}")
    number = blind_index(form.contact_phone)
    known = or_(
        select(m.id).where(m.county == user.county, m.phone_hash == number).exists(),
        select(h.id).where(h.county == user.county, h.phone_hash == number).exists(),
    )
    if session.scalar(select(known)):
        raise ValidationFailed.at("/contact_phone", "villagers_phone", "这是农户的电话，公示请写办公电话")


def take_down(session: Session, user: Caller, notice_id: UUID, form: Withdraw, version: int) -> PublicNotice:
    """Before its end, with the reason; its cases then need another notice."""
    row = _locked(session, user, notice_id, version)
    if row.withdrawn_on is not None or row.ends_on < clock.business_date():
        raise NoticeOver
    row.withdrawn_on, row.withdrawn_why = clock.business_date(), form.why
    session.flush()
    _told(session, row, "public_notice.withdrawn", why=form.why)
    return row


def add_photos(session: Session, user: Caller, notice_id: UUID, form: PhotoForm, version: int) -> PublicNotice:
    """Photos of the board as it hung."""
    row = _locked(session, user, notice_id, version)
    row.attachment_ids = list(dict.fromkeys([*row.attachment_ids, *form.attachment_ids]))[:9]
    session.flush()
    files.expect(session, user, user.id, row.region_code, form.attachment_ids)
    return row


def object_to(session: Session, user: Caller, notice_id: UUID, form: ObjectionForm) -> PublicNotice:
    """Somebody of the village says no; the cases it concerns wait for the answer."""
    row = session.scalar(notice_queries.one(user, notice_id).with_for_update())
    if row is None:
        raise PublicNoticeNotFound
    if form.id is not None and session.scalar(notice_queries.objection(user, form.id)) is not None:
        return row
    if not row.starts_on <= form.raised_on <= min(row.ends_on, clock.business_date()):
        raise ValidationFailed.at("/raised_on", "outside_period", "异议日期应在公示期内，且不晚于今天")
    listed = session.scalars(notice_queries.lines_of(row)).all()
    if form.case_id is not None and form.case_id not in {line.case_id for line in listed}:
        raise ValidationFailed.at("/case_id", "unknown", "这一户不在这份公示上")
    values = form.model_dump(exclude={"id"}) | ({"id": form.id} if form.id else {})
    made = Objection(
        county=row.county, region_code=row.region_code, notice_id=row.id, taken_by_name=user.name, **values
    )
    session.add(made)
    session.flush()
    _told(session, row, "objection.recorded", case_id=str(form.case_id) if form.case_id else None)
    return row


def answer(session: Session, user: Caller, objection_id: UUID, form: AnswerForm, version: int) -> PublicNotice:
    """By somebody who has not worked on the case: upheld, the case has to go back; else it may go on."""
    row = session.scalar(notice_queries.objection(user, objection_id).with_for_update())
    if row is None:
        raise ObjectionNotFound
    check_version(row, version)
    if row.answer is not None:
        raise ObjectionAnswered
    notice = session.scalars(notice_queries.one(user, row.notice_id)).one()
    s, line = CaseStep, NoticeLine
    concerned = select(line.case_id).where(line.county == row.county, line.notice_id == row.notice_id)
    if row.case_id is not None:
        concerned = concerned.where(line.case_id == row.case_id)
    worked = select(s.id).where(s.county == row.county, s.case_id.in_(concerned), s.actor_id == user.id)
    if session.scalar(select(worked.exists())):
        raise SamePerson("异议由没有经办过这一户的人答复")
    row.answer, row.upheld, row.answered_on = form.answer, form.upheld, clock.business_date()
    row.answered_by, row.answered_by_name = user.id, user.name
    session.flush()
    _told(session, notice, "objection.answered", upheld=form.upheld)
    return notice


def _locked(session: Session, user: Caller, notice_id: UUID, version: int) -> PublicNotice:
    row = session.scalar(notice_queries.one(user, notice_id).with_for_update())
    if row is None:
        raise PublicNoticeNotFound
    check_version(row, version)
    return row


def _told(session: Session, row: PublicNotice, action: str, **details: Any) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("public_notice", row.id), **details
    )  # fmt: skip
