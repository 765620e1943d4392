"""What the three rules of visiting by level (村每周、乡每月、县每季度) have in common."""

from datetime import date

from sqlalchemy import Date, and_, case, func, literal, null, or_, select, true

from yihu.monitoring.rule import Finding, facts, worded
from yihu.policy.parameters import by_township, column_of
from yihu.visits import cadence
from yihu.visits.models import Visit
from yihu.visits.parameters import REMINDERS, Level

CLAUSE = "夏季攻势方案：严格落实县乡村三级包保责任机制，确保每季度、每月和每周按照要求走访到位"


def unvisited(level: Level, county: str, day: date) -> Finding:
    """Households without the visit due: some days before their period ends, and when the period before went without.

    A period counts as missed only for a household that was on file all through it. One look at the newest visit up to the
    end of the period tells both: the running period had none if it is older, nor had the one before if it is older still.
    """
    row = cadence.owed(level, county, day).subquery("owed")
    now, past = cadence.edges_of(day), cadence.edges_of(day, cadence.before)
    terms = by_township((REMINDERS[level],), county, day)
    lead = terms.c[column_of(REMINDERS[level])]
    c = row.c
    now_began_on, ends_on = cadence.edge(c.cadence, now, 0), cadence.edge(c.cadence, now, 1) - 1
    began_on, ended_on = cadence.edge(c.cadence, past, 0), cadence.edge(c.cadence, past, 1) - 1
    last = cadence.last_visit(level, row, county, Visit.visited_on <= ends_on).lateral("last")
    known = func.coalesce(last.c.visited_on, date.min)
    missed = and_(c.known_on <= began_on, known < began_on)
    pressing = literal(day, Date) >= ends_on - lead
    told = facts(
        户类别=worded("household_class", c.household_class),
        最近走访=last.c.visited_on,
        未走访=case((missed, func.concat(began_on, "至", ended_on)), else_=func.concat("本期，至", ends_on)),
    )
    return (
        select(
            c.region_code,
            c.id.label("subject_id"),
            c.id.label("household_id"),
            told.label("facts"),
            case((missed, ended_on), else_=ends_on).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(c.region_code, 9))
        .outerjoin(last, true())
        .where(known < now_began_on, or_(missed, pressing))
    )
