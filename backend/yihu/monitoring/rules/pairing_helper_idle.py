from datetime import date

from sqlalchemy import Uuid, func, literal, null, select

from yihu.helpers.models import Helper
from yihu.kernel.models import valid_on
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.pairings.current import holding
from yihu.pairings.models import Campaign, CampaignKind, CampaignParticipant, Pairing


@rule(
    title="参加结对行动的人员没有联系户",
    severity=Severity.NOTICE,
    subject_kind="helper",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP,),
    clause="党代表行动方案三：每名党代表都至少联系1户贫困户",
    closes="已有联系户、不再参加或已离岗，或行动已结束",
)
def pairing_helper_idle(county: str, day: date) -> Finding:
    """A helper on duty who takes part in a running pairing campaign (A024) and has nobody of its kind."""
    c, p, part = Campaign, Helper, CampaignParticipant
    paired = holding(county, day, Pairing.id).where(
        Pairing.helper_id == p.id, Pairing.kind == func.coalesce(c.pairing_kind, Pairing.kind)
    )
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
        .where(p.county == county, valid_on(p, day), c.kind == CampaignKind.PAIRING)
        .where(c.starts_on <= day, c.ends_on >= day, ~paired.correlate(c, p).exists())
        .group_by(p.county, p.id, p.region_code, p.name)
    )
