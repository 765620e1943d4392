from datetime import date

from sqlalchemy import Date, Interval, case, cast, func, literal, or_, text

from yihu.departments.parameters import GRADUATE_MONTHS
from yihu.monitoring.reported import R, detail, listed, of_registered, person, told_of
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township

STEPS = {
    "counselled_on": "个体咨询",
    "recommended_on": "优先推荐",
    "trained_on": "技能培训",
    "subsidised_on": "就业补贴",
}


@rule(
    title="毕业生就业帮扶四个一未落实",
    severity=Severity.NOTICE,
    subject_kind="department_record",
    told=(Told.HELPER, Told.TOWNSHIP),
    clause="实施方案：落实至少一次个体咨询、一次优先推荐、一次技能培训、一项就业补贴等帮扶措施",
    closes="四项都已落实",
    parameters=(GRADUATE_MONTHS,),
)
def graduate_unsupported(county: str, day: date) -> Finding:
    """A graduate of a registered household with one of the four supports missing some months after leaving school (A060)."""
    terms = by_township((GRADUATE_MONTHS,), county, day)
    until = cast(R.happened_on + terms.c.graduate_months * cast(text("interval '1 month'"), Interval), Date)
    missing = func.concat_ws("、", *(case((detail(step).is_(None), name)) for step, name in STEPS.items()))
    return (
        listed(R, facts(毕业生=person(county), 毕业日期=R.happened_on, 未落实=missing), due_on=until)
        .join(terms, terms.c.region_code == func.left(R.region_code, 9))
        .where(told_of(county, "graduate"), of_registered(county), literal(day) > until)
        .where(or_(*(detail(step).is_(None) for step in STEPS)))
    )
