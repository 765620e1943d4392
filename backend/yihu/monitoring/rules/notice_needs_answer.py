from datetime import date, timedelta

from sqlalchemy import Date, Uuid, and_, func, literal, null, or_, select
from sqlalchemy import case as when

from yihu.cases.notice_models import Objection, PublicNotice
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule


@rule(
    title="公示即将结束，或结束时还有异议没有答复",
    severity=Severity.NOTICE,
    subject_kind="public_notice",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题10：五公示",
    closes="公示已结束且异议都已答复，或公示已撤下",
)
def notice_needs_answer(county: str, day: date) -> Finding:
    """A notice whose last day is tomorrow, or that is over with an objection nobody has answered (A043)."""
    n, o = PublicNotice, Objection
    still = select(func.count()).where(o.county == county, o.notice_id == n.id, o.answer.is_(None))
    unanswered = still.correlate(n).scalar_subquery()
    ending = n.ends_on == literal(day + timedelta(days=1))
    what = when((ending, "公示明天结束"), else_="公示已结束，异议没有答复")
    return select(
        n.region_code, n.id.label("subject_id"), null().cast(Uuid).label("household_id"),
        facts(情况=what, 公示结束=n.ends_on, 未答复异议=unanswered).label("facts"), n.ends_on.label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(
        n.county == county, n.withdrawn_on.is_(None), or_(ending, and_(n.ends_on < literal(day), unanswered > 0))
    )  # fmt: skip
