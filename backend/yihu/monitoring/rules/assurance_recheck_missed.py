from datetime import date

from sqlalchemy import Date, Uuid, cast, func, literal, null, select, true

from yihu.assurances import targets
from yihu.assurances.models import RoundKind
from yihu.assurances.parameters import RECHECK_REMINDER_DAYS
from yihu.households.models import Household
from yihu.monitoring.rule import Finding, Severity, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="脱贫户没有全面核查",
    severity=Severity.WARNING,
    subject_kind="household",
    clause="整改方案问题12：对2014年以来脱贫人口“两不愁三保障”脱贫标准达标情况进行全面核查",
    closes="这一户已核查，或核查已结束",
    parameters=(RECHECK_REMINDER_DAYS,),
    answer="上门核查",
)
def assurance_recheck_missed(county: str, day: date) -> Finding:
    """A household of a re-check or a special inspection that nobody has looked at, some days before its end (A033)."""
    left = targets.waiting(county, targets.R.kind != RoundKind.SCREENING, true()).subquery("waiting")
    terms = by_township((RECHECK_REMINDER_DAYS,), county, day)
    c, h = left.c, Household
    return (
        select(
            c.region_code,
            cast(func.md5(func.concat(c.household_id, c.round_id)), Uuid).label("subject_id"),
            c.household_id,
            facts(核查=c.name, 脱贫年度=h.exited_year, 期限=c.due_on).label("facts"),
            c.due_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(h, (h.county == county) & (h.id == c.household_id))
        .join(terms, terms.c.region_code == func.left(c.region_code, 9))
        .where(literal(day, Date) >= c.due_on - terms.c.recheck_reminder_days)
    )
