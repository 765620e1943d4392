"""What the demo county has chosen where no rule of its province is known: terms as a county might set them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.policy.models import PolicyParameter

SOURCE = "演示数据，非政策规定"
SINCE = date(2020, 1, 1)
CASES: Mapping[str, Any] = {
    "case.days_kind": "working", "case.verify_days": 5, "case.decide_days": 15, "case.decide_from": "verified",
    "case.notice_days": 5, "case.notice_days_kind": "calendar", "case.declaration_days": 5,
}  # fmt: skip
ALERTS: Mapping[str, Any] = {
    "monitor.verify_days": 5, "monitor.rest_days": 15, "monitor.close_days": 3, "monitor.escalation_days": 2,
}  # fmt: skip
LOANS: Mapping[str, Any] = {"loan.productive_percent": 66}
FOLLOWED = ("registered_poor", "unstable_exited", "verge", "sudden_hardship")
CADENCES = {"village": "week", "township": "month", "county": "quarter"}
VISITS: Mapping[str, Any] = {
    f"visit.{level}_cadence_{kind}": cadence for level, cadence in CADENCES.items() for kind in FOLLOWED
}
SCREENINGS: Mapping[str, Any] = {f"assurance.screening_{kind}": "month" for kind in FOLLOWED}
PAIRINGS: Mapping[str, Any] = {"pairing.supervision_years": 10}
POSTS: Mapping[str, Any] = {"department.duty_days_least": 5}
BATCHES: Mapping[str, Any] = {
    "plan.batch_target_production": 1500, "plan.batch_target_relocation": 60, "plan.batch_target_ecology": 400,
    "plan.batch_target_education": 600, "plan.batch_target_safety_net": 350,
}  # fmt: skip
"""People; about what the plans of the demo's township come to."""
ALL = (CASES, ALERTS, LOANS, VISITS, SCREENINGS, PAIRINGS, POSTS, BATCHES)


def choose(session: Session, county: str, *chosen: Mapping[str, Any]) -> None:
    """What the county has set itself is left alone."""
    row = PolicyParameter
    known = set(session.scalars(select(row.key).where(row.region_code == county)))
    values = {key: value for one in chosen for key, value in one.items() if key not in known}
    session.add_all(
        row(key=key, region_code=county, value=value, valid_from=SINCE, source=SOURCE) for key, value in values.items()
    )
    session.flush()
