from datetime import date

from sqlalchemy import Date, and_, case, func, literal, null, or_, select

from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.pairings.models import Campaign, CampaignKind, CampaignTarget
from yihu.policy.parameters import value_at
from yihu.visits.festivals import festivals
from yihu.visits.parameters import FESTIVAL_DAYS
from yihu.visits.progress import reached


@rule(
    title="节日走访慰问待完成",
    severity=Severity.NOTICE,
    subject_kind="campaign",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP,),
    clause="文旅定点帮扶方案：“七一”、“春节”等重大节日期间，组织各党支部到联建村走访慰问",
    closes="名单上的人都已走访，或慰问已结束",
    parameters=(FESTIVAL_DAYS,),
)
def visit_festival(county: str, day: date) -> Finding:
    """A festival campaign with people left to visit, from so many days before the festival within it (A022)."""
    c, t, today = Campaign, CampaignTarget, literal(day, Date)
    left = (
        select(t.campaign_id, func.count().label("left"))
        .where(t.county == county, ~reached(county))
        .group_by(t.campaign_id)
        .subquery("left")
    )
    lead = value_at(FESTIVAL_DAYS, c.region_code, day)
    near = [
        (and_(c.starts_on <= on, c.ends_on >= on, today >= literal(on, Date) - lead), literal(name))
        for on, name in festivals(day).items()
    ]
    return (
        select(
            c.region_code,
            c.id.label("subject_id"),
            null().cast(t.household_id.type).label("household_id"),
            facts(行动=c.name, 节日=case(*near), 未走访=left.c.left, 截止日期=c.ends_on).label("facts"),
            c.ends_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(left, left.c.campaign_id == c.id)
        .where(
            c.county == county, c.kind == CampaignKind.FESTIVAL, c.ends_on >= today, or_(*(holds for holds, _ in near))
        )
    )
