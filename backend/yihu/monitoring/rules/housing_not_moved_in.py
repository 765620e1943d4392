from datetime import date

from sqlalchemy import Date, func, literal, null, select

from yihu.assurances.parameters import MOVE_IN_DAYS
from yihu.assurances.sector_models import HousingCase
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule, worded
from yihu.policy.parameters import by_township


@rule(
    title="新房已交付未入住",
    severity=Severity.WARNING,
    subject_kind="housing_case",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE,),
    clause="整改方案问题15：督促动员尚未搬迁的群众及时搬迁入住",
    closes="已入住",
    parameters=(MOVE_IN_DAYS,),
    answer="动员入住",
)
def housing_not_moved_in(county: str, day: date) -> Finding:
    """A home handed over (A073) and still not moved into."""
    k, terms = HousingCase, by_township((MOVE_IN_DAYS,), county, day)
    due_on = k.handed_over_on + terms.c.move_in_days
    return (
        select(
            k.region_code,
            k.id.label("subject_id"),
            k.household_id,
            facts(类型=worded("housing_case_kind", k.kind), 交付日期=k.handed_over_on, 联系人=k.contact_name).label(
                "facts"
            ),
            due_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(k.region_code, 9))
        .where(k.county == county, k.moved_in_on.is_(None), due_on < literal(day, Date))
    )
