"""Whether a case's public notice lets it go on."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from yihu.cases.models import Case
from yihu.cases.notice_models import NoticeLine, Objection, PublicNotice
from yihu.cases.problems import NoticeNotOver
from yihu.kernel import clock


def latest(case: Case) -> Select[PublicNotice]:
    """Its notice for the step it stands at, withdrawn ones apart."""
    n, line = PublicNotice, NoticeLine
    mine = (line.county == case.county, line.notice_id == n.id, line.case_id == case.id)
    kind = f"{case.procedure}.{case.step}"
    query = select(n).where(n.county == case.county, n.kind == kind, n.withdrawn_on.is_(None))
    return query.where(select(line.id).where(*mine).exists()).order_by(n.starts_on.desc(), n.id.desc()).limit(1)


def objections(case: Case, notice: PublicNotice) -> Select[Objection]:
    """Those about this household or about the whole list."""
    o = Objection
    about = or_(o.case_id == case.id, o.case_id.is_(None))
    return select(o).where(o.county == case.county, o.notice_id == notice.id, about)


def standing(session: Session, case: Case) -> tuple[PublicNotice | None, str | None]:
    """The notice, and what still keeps the case at this step; nothing when it may go on."""
    notice = session.scalar(latest(case))
    if notice is None:
        return None, "还没有张贴公示"
    if clock.business_date() <= notice.ends_on:
        return notice, f"公示到{notice.ends_on}结束，之后才能办理"
    found = session.scalars(objections(case, notice)).all()
    if any(row.answer is None for row in found):
        return notice, "还有异议没有答复"
    if any(row.upheld for row in found):
        return notice, "有异议成立，请退回重新核实或评议"
    return notice, None


def over(session: Session, case: Case, done_on: date) -> PublicNotice:
    notice, why_not = standing(session, case)
    if notice is None or why_not is not None:
        raise NoticeNotOver(why_not)
    if done_on <= notice.ends_on:
        raise NoticeNotOver(f"公示到{notice.ends_on}结束，办理日期应在此之后")
    return notice
