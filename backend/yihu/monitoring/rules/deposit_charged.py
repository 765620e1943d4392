from datetime import date

from sqlalchemy import Numeric, cast

from yihu.departments.kinds import HEALTH
from yihu.monitoring.reported import R, detail, listed, of_registered, person, told_of, within_year
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule


@rule(
    title="住院被收取押金",
    severity=Severity.WARNING,
    subject_kind="department_record",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(三)1：尤其要关注贫困户住院交押金的问题",
    closes="押金已退，部门记录已更正，或已过一年",
)
def deposit_charged(county: str, day: date) -> Finding:
    """A patient of a registered household from whom a hospital took a deposit (A064)."""
    deposit = cast(detail("deposit"), Numeric)
    told = facts(病人=person(county), 日期=R.happened_on)
    return listed(R, told).where(told_of(county, *HEALTH), within_year(day), of_registered(county), deposit > 0)
