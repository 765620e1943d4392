from datetime import date

from sqlalchemy import Uuid, func, literal, null, or_, select

from yihu.helpers.models import Helper
from yihu.kernel.models import valid_on
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.pairings.models import Campaign, CampaignParticipant
from yihu.pairings.parameters import INACTIVE_DAYS_BEFORE_END
from yihu.policy.parameters import by_township
from yihu.visits.models import Visit


@rule(
    title="行动将结束，人员尚未参加",
    severity=Severity.WARNING,
    subject_kind="helper",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP,),
    clause="党代表行动方案五(一)：活动前制定具体方案，确保党代表全部参与活动",
    closes="已有走访联系、不再参加或已离岗，或行动已结束",
    parameters=(INACTIVE_DAYS_BEFORE_END,),
)
def campaign_helper_inactive(county: str, day: date) -> Finding:
    """A helper on duty who takes part in a campaign that ends soon (A025) and has visited nobody in its period.

    Helpers of the county as a whole go by the value of any of its townships that has the longest notice.
    """
    c, p, part, v = Campaign, Helper, CampaignParticipant, Visit
    terms = by_township((INACTIVE_DAYS_BEFORE_END,), county, day)
    notice = select(func.max(terms.c.inactive_days_before_end)).where(
        func.starts_with(terms.c.region_code, func.left(p.region_code, 9))
    )
    met = select(v.id).where(
        v.county == county, v.voided_on.is_(None), v.visited_on.between(c.starts_on, c.ends_on),
        or_(v.helper_id == p.id, v.visitor_id == p.user_id),
    )  # fmt: skip
    return (
        select(
            p.region_code,
            p.id.label("subject_id"),
            null().cast(Uuid).label("household_id"),
            facts(姓名=p.name, 行动=func.string_agg(c.name, literal("、"))).label("facts"),
            func.min(c.ends_on).label("due_on"),
            func.min(c.ends_on).label("escalates_on"),
        )
        .join(part, (part.county == county) & (part.helper_id == p.id))
        .join(c, (c.county == county) & (c.id == part.campaign_id))
        .where(p.county == county, valid_on(p, day), c.starts_on <= day, c.ends_on >= day)
        .where(c.ends_on - literal(day) <= notice.correlate(p).scalar_subquery(), ~met.correlate(c, p).exists())
        .group_by(p.county, p.id, p.region_code, p.name)
    )
