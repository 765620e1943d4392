from datetime import date

from sqlalchemy import Date, Numeric, cast, distinct, func, literal, null, select, union_all

from yihu.assurances.models import AssuranceCheck, AssuranceDefect
from yihu.departments.kinds import HEALTH
from yihu.households.models import Household, Member
from yihu.monitoring.assuring import newest, unmended
from yihu.monitoring.reported import R, detail, of_registered, person, told_of, within_year
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule


@rule(
    title="贫困患者住院被收押金",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(三)1：尤其要关注贫困户住院交押金、慢性病证办理和家庭签约医生方面存在的问题",
    closes="后来的核查押金已退，部门记录已更正，或已过一年",
    answer="联系卫健部门退还后重新核查",
)
def deposit_charged(county: str, day: date) -> Finding:
    """A patient from whom a hospital took a deposit, by a bill or by a check at home; the later word counts (A064)."""
    h, c, d = Household, AssuranceCheck, AssuranceDefect
    since = select(c.id).where(*newest(county, R.household_id, "health", R.member_id), c.checked_on >= R.happened_on)
    billed = select(R.household_id, person(county).label("patient"), R.happened_on.label("on_day")).where(
        told_of(county, *HEALTH), within_year(day), of_registered(county), cast(detail("deposit"), Numeric) > 0,
        ~since.correlate(R).exists(),
    )  # fmt: skip
    name = select(Member.name).where(Member.county == county, Member.id == d.member_id).scalar_subquery()
    found = select(d.household_id, name, d.opened_on).where(
        d.county == county, unmended(day), d.item == "health", d.reasons.overlap(["deposit_charged"])
    )
    one = union_all(billed, found).subquery("charged").c
    return (
        select(
            h.region_code, h.id.label("subject_id"), h.id.label("household_id"),
            facts(病人=func.string_agg(distinct(one.patient), literal("、")), 日期=func.max(one.on_day)).label("facts"),
            null().cast(Date).label("due_on"), null().cast(Date).label("escalates_on"),
        )
        .join(h, (h.county == county) & (h.id == one.household_id))
        .where(h.county == county)
        .group_by(h.county, h.id, h.region_code)
    )  # fmt: skip
