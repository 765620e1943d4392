"""What has become of the demo's clues: some wait, some are late, some were verified, one is with the township."""

from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.monitoring import clocks, rounds
from yihu.seed.accounts import VILLAGE

RULE = "visit_finding_clue"

CLUES = text(
    """
    update finding set passed_on_as = 'clue', acted_by_name = owner_name
    where county = :county and region_code >= :township and region_code < :township || ':' and state = 'acted'
      and household_id is not null and category in ('illness', 'employment') and passed_on_as is null
    """
)
# Every third clue is older than today, so that there is something amber, red and told to the township.
OLDER = text(
    """
    update alert set raised_on = raised_on - 9, step_due_on = step_due_on - 9, step_amber_on = step_amber_on - 9
    where county = :county and rule = :rule and state = 'open' and abs(hashtext(subject_id::text)) % 3 = 0
    """
)
CLAIMED = text(
    """
    with his as (
      update alert a set state = 'claimed', assignee_id = u.id, assignee_name = u.name
      from app_user u
      where a.county = :county and a.rule = :rule and a.state = 'open' and u.username = 'cunganbu'
        and starts_with(a.region_code, :village) and abs(hashtext(a.subject_id::text)) % 4 <> 0
      returning a.county, a.region_code, a.id, a.raised_on, u.id as user_id, u.name
    )
    insert into alert_step (county, region_code, alert_id, kind, on_day, actor_id, actor_name)
    select county, region_code, id, 'claimed', raised_on, user_id, name from his
    """
)
UNTRUE = text(
    """
    with his as (
      update alert a set state = 'resolved', found_true = false, verified_on = :today, resolved_on = :today,
             resolved_by = a.assignee_id, level = 'village', step_due_on = null, step_amber_on = null
      where a.county = :county and a.rule = :rule and a.state = 'claimed' and abs(hashtext(a.subject_id::text)) % 4 = 1
      returning a.county, a.region_code, a.id, a.assignee_id, a.assignee_name
    )
    insert into alert_step (county, region_code, alert_id, kind, on_day, actor_id, actor_name, reason, note)
    select county, region_code, id, 'false', :today, assignee_id, assignee_name, 'bearable', '自付部分已报销，家里能够承担。' from his
    """
)


def fill(session: Session, county: str, on: date) -> dict[str, Any]:
    """Pass findings on, make the round, and let some of its alerts be worked on; what the round counted."""
    binds = {"county": county, "township": VILLAGE[:9], "village": VILLAGE, "rule": RULE, "today": on}
    session.execute(CLUES, binds)
    counts = rounds.run(session, county, on).counts
    for statement in (OLDER, CLAIMED, UNTRUE):
        session.execute(statement, binds)
    clocks.escalate(session, county, on)
    return counts
