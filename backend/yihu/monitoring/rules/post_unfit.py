from datetime import date

from sqlalchemy import case, func, or_

from yihu.households.models import Member
from yihu.monitoring.reported import R, detail, listed, running, told_of
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule

UNABLE = ("lost", "none")


@rule(
    title="公益性岗位与人员不符",
    severity=Severity.NOTICE,
    subject_kind="department_record",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(四)2：对村级公益岗位实行动态监测，因人因岗及时调整",
    closes="岗位已调整，或人员情况已更正",
    answer="核实并调整岗位",
)
def post_unfit(county: str, day: date) -> Finding:
    """A running public-welfare post whose holder has moved away or cannot work (A081)."""
    m = Member
    unable = or_(*(m.labour == code for code in UNABLE))
    why = func.concat_ws("、", case((m.left_on.is_not(None), "已迁出")), case((unable, "没有劳动能力")))
    return (
        listed(R, facts(姓名=m.name, 岗位=detail("item"), 不符=why))
        .join(m, (m.county == county) & (m.id == R.member_id))
        .where(told_of(county, "public_post"), running(day), or_(m.left_on.is_not(None), unable))
    )
