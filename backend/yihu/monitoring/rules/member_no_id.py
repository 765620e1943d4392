from datetime import date

from sqlalchemy import func, select

from yihu.households.models import Household, HouseholdIssue, Member
from yihu.monitoring.medical import is_registered
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule


@rule(
    title="成员没有登记证件号码",
    severity=Severity.NOTICE,
    subject_kind="household",
    told=(Told.VILLAGE,),
    clause="整改方案问题10：贫困人口识别不够精准",
    closes="成员的证件号码都已登记，或已不在册",
    answer="补登证件号码",
)
def member_no_id(county: str, day: date) -> Finding:  # noqa: ARG001  as things stand
    """A registered household with members whose ID number is missing: no department's record will find them (R064)."""
    h, i, m = Household, HouseholdIssue, Member
    nameless = (
        select(i.household_id, func.string_agg(m.name, "、").label("who"))
        .join(m, (m.county == county) & (m.id == i.member_id))
        .where(i.county == county, i.code == "missing_id_number")
        .group_by(i.household_id)
        .subquery("nameless")
    )
    return (
        listed(h, facts(成员=nameless.c.who), household_id=h.id)
        .join(nameless, nameless.c.household_id == h.id)
        .where(h.county == county, is_registered(), h.status.is_distinct_from("cancelled"))
    )
