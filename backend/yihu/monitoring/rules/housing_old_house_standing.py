from datetime import date

from sqlalchemy import Date, func, literal, null, select

from yihu.assurances.parameters import OLD_HOUSE_DAYS
from yihu.assurances.sector_models import HousingCase
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule, worded
from yihu.policy.parameters import by_township


@rule(
    title="旧房没有拆除",
    severity=Severity.NOTICE,
    subject_kind="housing_case",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP,),
    clause="整改方案问题15：对旧宅进行拆旧复垦",
    closes="旧房已拆除或复垦",
    parameters=(OLD_HOUSE_DAYS,),
    answer="动员拆旧复垦",
)
def housing_old_house_standing(county: str, day: date) -> Finding:
    """The old house (A074) still stands some time after the household has moved."""
    k, terms = HousingCase, by_township((OLD_HOUSE_DAYS,), county, day)
    due_on = k.moved_in_on + terms.c.old_house_days
    return (
        select(
            k.region_code,
            k.id.label("subject_id"),
            k.household_id,
            facts(类型=worded("housing_case_kind", k.kind), 入住日期=k.moved_in_on).label("facts"),
            due_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(k.region_code, 9))
        .where(k.county == county, k.old_house == "standing", due_on < literal(day, Date))
    )
