from datetime import date

from sqlalchemy import Date, func, null, select

from yihu.households.models import Household
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.pairings.current import answered
from yihu.pairings.models import Pairing
from yihu.pairings.parameters import SUPERVISION_YEARS
from yihu.policy.parameters import by_township

NOT_DROPPED = ("mistake", "household_gone")
"""Reasons for which nobody has been left alone."""


@rule(
    title="脱贫后帮扶中断",
    severity=Severity.WARNING,
    subject_kind="household",
    told=(Told.TOWNSHIP,),
    clause="夏季攻势方案三(一)：坚持“四个不摘”",
    closes="已重新有人联系，或监督期已满",
    parameters=(SUPERVISION_YEARS,),
)
def pairing_dropped_after_exit(county: str, day: date) -> Finding:
    """A household that has exited (A028), still under supervision, whose last helper has left without a successor."""
    h, terms = Household, by_township((SUPERVISION_YEARS,), county, day)
    p = Pairing
    last = (
        select(p.helper_name, p.valid_to)
        .where(p.county == county, p.household_id == h.id, p.member_id.is_(None), p.valid_to <= day)
        .where(p.end_reason.not_in(NOT_DROPPED))
        .order_by(p.valid_to.desc(), p.id.desc())
        .limit(1)
        .correlate(h)
        .lateral("last")
    )
    until = h.exited_year + terms.c.supervision_years
    return (
        select(
            h.region_code,
            h.id.label("subject_id"),
            h.id.label("household_id"),
            facts(原帮扶人=last.c.helper_name, 结束日期=last.c.valid_to, 脱贫年度=h.exited_year).label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(h.region_code, 9))
        .join(last, last.c.valid_to.is_not(None))
        .where(h.county == county, h.status == "exited", until >= day.year, ~answered(county, day))
    )
