from datetime import date

from sqlalchemy import Date, String, and_, case, exists, func, literal, null, or_, select
from sqlalchemy.sql.selectable import LateralFromClause

from yihu.households.models import Household
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.pairings.current import answered, holding, where_kept
from yihu.pairings.models import Campaign, CampaignKind, Pairing


@rule(
    title="农户无人联系",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="党代表行动方案三：确保全乡150户未脱贫及巩固提高贫困户都有党代表联系",
    closes="已有人联系，或已不是结对对象",
)
def pairing_household_uncovered(county: str, day: date) -> Finding:
    """A household (A023) that nobody answers for, or that a running pairing campaign is for and has not reached.

    An exited household still counts. Where a township keeps no pairings here, only campaigns speak.
    """
    h, lacking = Household, _campaigns(county, day)
    alone = ~answered(county, day) & where_kept(county, h.region_code)
    lack = func.concat_ws("、", case((alone, "帮扶联系人")), lacking.c.names)
    return (
        select(
            h.region_code,
            h.id.label("subject_id"),
            h.id.label("household_id"),
            facts(缺少=lack, 户编号=h.household_no).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(lacking, literal(True))
        .where(h.county == county, h.household_class != "ordinary", h.status.is_distinct_from("cancelled"))
        .where(or_(alone, lacking.c.names.is_not(None)))
    )


def _campaigns(county: str, day: date) -> LateralFromClause:
    """Names of the running pairing campaigns that are for a household and have nobody for it."""
    c, h, p = Campaign, Household, Pairing
    for_it = and_(
        func.starts_with(h.region_code, c.region_code),
        or_(
            func.cardinality(c.household_classes) == 0,
            func.array_position(c.household_classes, h.household_class).is_not(None),
        ),
        or_(func.cardinality(c.statuses) == 0, func.array_position(c.statuses, h.status).is_not(None)),
    )
    reached = exists(holding(county, day, p.id).where(p.household_id == h.id, p.kind == c.pairing_kind).correlate(c, h))
    running = (c.kind == CampaignKind.PAIRING) & (c.starts_on <= day) & (c.ends_on >= day)
    named = select(func.string_agg(c.name, literal("、", String)).label("names"))
    return named.where(c.county == county, running, for_it, ~reached).correlate(h).lateral("lacking")
