"""What has been done about the demo's loans before the demo begins: most notices delivered in time, some not."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.loans import parameters
from yihu.policy.parameters import value_of

DONE = 86
"""Of a hundred steps of the ladder, as many were delivered in time; the draw is by contract number, not by chance."""

DELIVERED = text(
    """
    insert into loan_notice (county, region_code, loan_id, household_id, rung, due_on, raised_on, deadline_on, state,
                             delivered_on, outcome, receiver_name, receiver_relation, delivered_by_name)
    select l.county, l.region_code, l.id, l.household_id, step.rung, l.due_on, l.due_on + step.raised,
           l.due_on + step.deadline, 'delivered', l.due_on + step.raised + draw % 4 + 1, 'received', h.head_name, 'self',
           '演示数据'
    from loan l
    join household h on h.county = l.county and h.id = l.household_id
    cross join (values ('reminder', - :reminder - 4, - :reminder), ('written', - :written - 4, - :written),
                       ('overdue', 1, 1)) as step (rung, raised, deadline)
    cross join lateral (select abs(hashtext(l.contract_no || step.rung)) as draw)
    where l.county = :county and l.state = 'active' and l.due_on + step.raised + 4 < :today and draw % 100 < :done
    on conflict do nothing
    """
)


def walk(session: Session, county: str, on: date) -> None:
    """Deliver what lies behind; the round of the day does the rest."""
    before = {
        name: value_of(session, parameter, county, on)
        for name, parameter in (
            ("reminder", parameters.REMINDER_DAYS_BEFORE),
            ("written", parameters.WRITTEN_DAYS_BEFORE),
        )
    }
    session.execute(DELIVERED, {**before, "county": county, "today": on, "done": DONE})
