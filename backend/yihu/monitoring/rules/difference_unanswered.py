from datetime import date

from sqlalchemy import Date, Uuid, cast, func, literal, null, select

from yihu.comparisons.models import DepartmentEntry
from yihu.comparisons.queries import CAME, OPEN
from yihu.departments.parameters import UNMATCHED_DAYS
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.parameters import value_at
from yihu.regions.models import Region


@rule(
    title="部门比对差异久未答复",
    severity=Severity.WARNING,
    subject_kind="village",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(三)3：强化部门与村之间的沟通对接",
    closes="超期的差异都已答复，或两边已经一致",
    parameters=(UNMATCHED_DAYS,),
    answer="逐条入户核对后答复",
)
def difference_unanswered(county: str, day: date) -> Finding:
    """A village with differences to departments' lists that nobody has answered within so many days (A139)."""
    e = DepartmentEntry
    village = func.left(e.region_code, 12)
    due_on = cast(CAME + value_at(UNMATCHED_DAYS, county, day), Date)
    late = (
        select(village.label("code"), func.count().label("n"), func.min(due_on).label("due_on"))
        .where(e.county == county, OPEN, func.length(e.region_code) >= 12, literal(day, Date) > due_on)
        .group_by(village)
        .subquery("late")
    )
    return select(
        late.c.code.label("region_code"),
        cast(func.md5(late.c.code), Uuid).label("subject_id"),
        null().cast(Uuid).label("household_id"),
        facts(村=Region.short_name, 未答复=late.c.n).label("facts"),
        late.c.due_on,
        null().cast(Date).label("escalates_on"),
    ).join(Region, Region.code == late.c.code)
