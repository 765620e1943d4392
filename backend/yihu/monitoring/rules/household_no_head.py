from datetime import date

from sqlalchemy import select

from yihu.households.models import Household, HouseholdIssue
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule


@rule(
    title="没有登记户主或家庭成员",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.VILLAGE,),
    clause="全乡实施方案二：不落下一村一户一人",
    closes="已登记户主，或已注销",
    answer="补登户主和成员",
)
def household_no_head(county: str, day: date) -> Finding:  # noqa: ARG001  as things stand
    """A household on file without a head, or without anybody (R064, R192)."""
    h, i = Household, HouseholdIssue
    headless = select(i.id).where(i.county == county, i.household_id == h.id, i.code == "missing_head")
    return listed(h, facts(户编号=h.household_no, 成员数=h.member_count), household_id=h.id).where(
        h.county == county, h.status.is_distinct_from("cancelled"), headless.exists()
    )
