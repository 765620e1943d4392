from datetime import date

from sqlalchemy import Date, case, extract, func, null, select

from yihu.departments.parameters import CAP_CITY, CAP_COUNTY, CAP_PROVINCE
from yihu.households.models import Member
from yihu.kernel.money import as_text
from yihu.monitoring.reported import R, detail, of_registered, told_of
from yihu.monitoring.rule import Finding, Handling, Severity, Told, facts, rule
from yihu.policy.parameters import by_township

LEVELS = {"village": "县内", "township": "县内", "county": "县内", "city": "市级", "province": "省级"}


@rule(
    title="个人自付医疗费超过封顶线",
    severity=Severity.CRITICAL,
    subject_kind="member",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    handling=Handling.VERIFY,
    clause="夏季攻势方案二(三)1：“351”“180”政策",
    closes="超出部分已报销，部门记录已更正，或已是另一年",
    parameters=(CAP_COUNTY, CAP_CITY, CAP_PROVINCE),
    answer="协助申请医疗救助",
)
def selfpay_over_cap(county: str, day: date) -> Finding:
    """A member of a registered household who has paid more this year than the cap of the hospital's level (A067)."""
    level = case(LEVELS, value=detail("hospital_level"))
    paid = (
        select(R.member_id, level.label("level"), func.sum(R.amount).label("paid"))
        .where(told_of(county, "inpatient"), of_registered(county), R.member_id.is_not(None), R.happened_on <= day)
        .where(extract("year", R.happened_on) == day.year)
        .group_by(R.member_id, level)
        .subquery("paid")
    )
    m, terms = Member, by_township((CAP_COUNTY, CAP_CITY, CAP_PROVINCE), county, day)
    caps = {"县内": terms.c.cap_county_yuan, "市级": terms.c.cap_city_yuan, "省级": terms.c.cap_province_yuan}
    said = func.concat(paid.c.level, as_text(paid.c.paid), "元，封顶", case(caps, value=paid.c.level), "元")
    told = facts(病人=m.name, 超过=func.string_agg(said, "；"), 年度=day.year)
    return (
        select(
            m.region_code,
            m.id.label("subject_id"),
            m.household_id,
            told.label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(paid, paid.c.member_id == m.id)
        .join(terms, terms.c.region_code == func.left(m.region_code, 9))
        .where(m.county == county, paid.c.paid > case(caps, value=paid.c.level))
        .group_by(m.region_code, m.id, m.household_id, m.name)
    )
