from datetime import date

from yihu.departments.kinds import HEALTH
from yihu.monitoring.reported import R, label, listed, of_registered, person, said, told_of, within_year
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule


@rule(
    title="县域内就诊没有一站式结算",
    severity=Severity.NOTICE,
    subject_kind="department_record",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(三)1：一站式结算",
    closes="部门记录已更正，或已过一年",
)
def settled_elsewhere(county: str, day: date) -> Finding:
    """A bill of a registered household from inside the county that did not go over the one-stop desk (A066)."""
    told = facts(病人=person(county), 日期=R.happened_on, 类型=label())
    return listed(R, told).where(
        told_of(county, *HEALTH),
        within_year(day),
        of_registered(county),
        said("in_county", "true"),
        said("one_stop", "false"),
    )
