from datetime import date

from sqlalchemy import Date, null, select

from yihu.assurances.sector_models import HousingCase
from yihu.households.models import Household
from yihu.monitoring.assuring import unsafe
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded


@rule(
    title="危房没有列入改造",
    severity=Severity.CRITICAL,
    subject_kind="household",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(三)1：强化贫困户住房安全排查力度，发现问题及时解决",
    closes="已列入改造或搬迁，或后来的住房核查已安全",
    answer="核实后申报改造",
)
def housing_unsafe_open(county: str, day: date) -> Finding:  # noqa: ARG001  a house is unsafe until it is mended
    """A household in an unsafe house for which no renovation or relocation has been approved (A072)."""
    h, k = Household, HousingCase
    grade, holds = unsafe(county, h)
    case = select(k.id).where(k.county == county, k.household_id == h.id, k.moved_in_on.is_(None)).correlate(h)
    return select(
        h.region_code,
        h.id.label("subject_id"),
        h.id.label("household_id"),
        facts(户类别=worded("household_class", h.household_class), 等级=grade).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(h.county == county, holds, ~case.exists())
