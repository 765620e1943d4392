"""A notice as its page and its paper show it, always from the lines that were posted."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.cases import notice_queries, notice_text
from yihu.cases.notice_forms import NoticeCase, NoticeRead, NoticeWords, ObjectionRead
from yihu.cases.notice_models import PublicNotice
from yihu.cases.notice_text import Line, Notice
from yihu.cases.problems import PublicNoticeNotFound
from yihu.kernel import clock
from yihu.regions.models import Region


def read(session: Session, user: Caller, notice_id: UUID) -> NoticeRead:
    return told(session, found(session, user, notice_id))


def found(session: Session, user: Caller, notice_id: UUID) -> PublicNotice:
    row = session.scalar(notice_queries.one(user, notice_id))
    if row is None:
        raise PublicNoticeNotFound
    return row


def text_of(session: Session, row: PublicNotice) -> Notice:
    places = select(Region.short_name).where(Region.code.in_((row.region_code, row.region_code[:9])))
    township_name, village_name = session.scalars(places.order_by(Region.code)).all()
    lines = [
        Line(
            group_name=line.group_name, head_name=line.head_name, class_label=line.class_label,
            reason_label=line.reason_label,
        )
        for line in session.scalars(notice_queries.lines_of(row))
    ]  # fmt: skip
    return Notice(
        kind=row.kind, township_name=township_name, village_name=village_name, starts_on=row.starts_on,
        ends_on=row.ends_on, place=row.place, contact_office=row.contact_office, contact_phone=row.contact_phone,
        lines=lines,
    )  # fmt: skip


def told(session: Session, row: PublicNotice) -> NoticeRead:
    own = {name: getattr(row, name) for name in NoticeRead.model_fields if hasattr(row, name)}
    text = text_of(session, row)
    cases = session.execute(notice_queries.cases_of(row)).all()
    objections = session.scalars(notice_queries.objections_of(row)).all()
    given = own | {
        "region_name": text.village_name, "state": _state(row, clock.business_date()),
        "words": NoticeWords.model_validate(notice_text.wording(text)),
        "cases": [NoticeCase.model_validate(case) for case in cases],
        "objections": [ObjectionRead.model_validate(one) for one in objections],
    }  # fmt: skip
    return NoticeRead.model_validate(given, from_attributes=False)


def _state(row: PublicNotice, today: date) -> str:
    if row.withdrawn_on is not None:
        return "withdrawn"
    if row.starts_on > today:
        return "coming"
    return "ended" if row.ends_on < today else "running"
