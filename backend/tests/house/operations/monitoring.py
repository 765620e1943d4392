from datetime import date
from uuid import uuid4

from tests.house.operation import STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.monitoring.models import Alert

WORK = (P.ALERTS_WORK,)
DONE = {"on_day": STAMP, "note": "已帮助申请医疗救助"}
OPERATIONS = {
    "GET /alerts": Op((P.ALERTS_READ,)),
    "GET /alerts/board": Op((P.ALERTS_READ,)),
    "GET /alerts/{alert_id}": Op((P.ALERTS_READ,)),
    "POST /alerts/{alert_id}:claim": Op(WORK),
    "POST /alerts:assign": Op(WORK, {"ids": ["0199aaaa-0000-7000-8000-000000000000"]}),
    "POST /alerts/{alert_id}:release": Op(WORK, {"note": "调到邻村工作"}, {"alert_id": "claimed_id"}),
    "POST /alerts/{alert_id}:verify": Op(
        WORK, {"verdict": "true", "reason": "medical", "verified_on": STAMP}, {"alert_id": "claimed_id"}
    ),
    "POST /alerts/{alert_id}:add-measure": Op(WORK, DONE, {"alert_id": "verified_id"}),
    "POST /alerts/{alert_id}:resolve": Op(WORK, DONE, {"alert_id": "verified_id"}),
    "POST /alerts/{alert_id}:return": Op(
        (P.ALERTS_CLOSE,), {"note": "还没有落实"}, {"alert_id": "resolved_id"}, "xiangzhen"
    ),
    "POST /alerts/{alert_id}:close": Op(
        (P.ALERTS_CLOSE,), {"note": "情况属实"}, {"alert_id": "resolved_id"}, "xiangzhen"
    ),
    "GET /alert-rules": Op((P.ALERTS_READ,)),
    "GET /alert-rules/standing": Op((P.ALERTS_READ,)),
    "POST /alert-rules/{rule}:preview": Op(
        (P.RULES_TRY,), {"key": "rule.loan_overdue", "value": False}, owner="xianji"
    ),
    "GET /alert-rules/{rule}/back-test": Op((P.RULES_TRY,), query="on=2026-06-01", owner="xianji"),
    "GET /rounds": Op((P.ALERTS_READ,)),
    "POST /rounds": Op((P.ROUNDS_RUN,), {}, owner="xianji"),
}


def plant(session, home, author) -> dict:
    """Alerts of the household at four steps, worked on by the village."""

    def alert(**told) -> Alert:
        about = {
            "county": home.county, "region_code": home.region_code, "household_id": home.id, "subject_id": uuid4(),
            "rule": "visit_finding_clue", "subject_kind": "finding", "severity": "warning", "facts": {},
            "raised_on": date(2026, 11, 20),
        }  # fmt: skip
        session.add(row := Alert(**about, **told))
        return row

    his = {"assignee_id": author.id, "assignee_name": author.name}
    told = his | {"verified_on": date(2026, 11, 21), "found_true": True}
    rows = {
        "alert_id": alert(),
        "claimed_id": alert(state="claimed", **his),
        "verified_id": alert(state="verified", **told),
        "resolved_id": alert(state="resolved", resolved_by=author.id, resolved_on=date(2026, 11, 22), **told),
    }
    session.flush()
    return {name: row.id for name, row in rows.items()} | {"rule": "loan_overdue"}
