from datetime import date

from sqlalchemy import Date, func, null, select

from yihu.assurances.models import AssuranceDefect
from yihu.households.models import Member
from yihu.monitoring.assuring import unmended
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.models import Code


@rule(
    title="“三保障”或饮水安全未达标",
    severity=Severity.CRITICAL,
    subject_kind="assurance_defect",
    clause="夏季攻势方案二(三)1：健全动态监测、过程管控、对账销号机制，切实做到动态清零",
    closes="后来的核查已达标，待对账销号",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    answer="上门核实，登记下一步措施或重新核查",
)
def assurance_failed(county: str, day: date) -> Finding:
    """An item that the newest check found failing (A031)."""
    d = AssuranceDefect
    label = select(Code.label).where(Code.list == "assurance_item", Code.code == d.item).scalar_subquery()
    reasons = select(func.string_agg(Code.label, "、")).where(
        Code.list == "assurance_reason", Code.code == func.any(d.reasons)
    )
    member = select(Member.name).where(Member.county == county, Member.id == d.member_id).scalar_subquery()
    told = facts(项目=label, 成员=member, 问题=reasons.scalar_subquery(), 发现日期=d.opened_on, 下一步=d.next_step)
    return select(
        d.region_code,
        d.id.label("subject_id"),
        d.household_id,
        told.label("facts"),
        d.next_step_on.label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(d.county == county, unmended(day))
