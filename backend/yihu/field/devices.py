"""What phones say of their pending work. The last word only: when somebody worked is nobody's business."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, own_rows
from yihu.field.command_schemas import DeviceReport
from yihu.field.models import FieldDevice
from yihu.field.parameters import STALE_DAYS
from yihu.kernel import clock
from yihu.policy.parameters import value_of


def note(session: Session, user: Caller, report: DeviceReport) -> None:
    """Keep the report of one of the caller's phones; another's phone id changes nothing."""
    now = clock.now()
    told = report.model_dump(exclude={"id"}) | {
        "oldest_pending_at": min(report.oldest_pending_at, now) if report.oldest_pending_at else None,
        "region_code": user.region_code,
        "user_name": user.name,
        "last_synced_at": now,
    }
    row = insert(FieldDevice).values(county=user.county, id=report.id, user_id=user.id, **told)
    mine = (FieldDevice.county == user.county) & (FieldDevice.user_id == user.id)
    kept = row.on_conflict_do_update(
        index_elements=[FieldDevice.county, FieldDevice.id], set_={**told, "updated_at": func.now()}, where=mine
    )
    with own_rows(session, user):
        session.execute(kept)


def stale_before(session: Session, user: Caller, today: date) -> datetime | None:
    """Work waiting since before this instant waits too long; None while no number of days is set."""
    days = value_of(session, STALE_DAYS, user.region_code, today)
    return None if days is None else datetime.combine(today - timedelta(days=days), time(), clock.LOCAL)
