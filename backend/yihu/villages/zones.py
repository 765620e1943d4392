"""片区: the county groups villages into named zones, changes them and ends them; every narrowed list follows from the day."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy
from yihu.regions.models import Region, Zone, ZoneVillage
from yihu.regions.queries import below, holding
from yihu.villages.problems import VillageInOtherZone, ZoneEnded, ZoneNameTaken, ZoneNotFound
from yihu.villages.zone_schemas import ZoneCreate, ZoneRead, ZoneUpdate

Z, V = Zone, ZoneVillage


def visible(user: Caller) -> ColumnElement[bool]:
    """Zones of the caller's county with a village in his area, or with the village he is in."""
    near = or_(
        (V.region_code >= user.area.code) & (V.region_code < user.area.end),
        func.starts_with(user.region_code, V.region_code),
    )
    found: ColumnElement[bool] = (Z.region_code == user.county) & select(V.id).where(V.zone_id == Z.id, near).exists()
    return found


def shown(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Zones with their villages; an ended one's are those that left it with its end."""
    village = func.json_build_object("region_code", V.region_code, "region_name", Region.short_name)
    villages = (
        select(func.coalesce(func.json_agg(aggregate_order_by(village, V.region_code)), func.json_build_array()))
        .join(Region, Region.code == V.region_code)
        .where(V.zone_id == Z.id, V.valid_to.is_not_distinct_from(Z.valid_to))
        .scalar_subquery()
        .label("villages")
    )
    columns = (Z.id, Z.kind, Z.name, Z.valid_from, Z.valid_to, villages, Z.version)
    return select(*columns).where(*which).order_by(Z.kind, Z.name, Z.valid_from)


def listed(session: Session, user: Caller, *, ended: bool) -> Sequence[ZoneRead]:
    rows = session.execute(shown(visible(user), Z.valid_to.is_not(None) if ended else Z.valid_to.is_(None)))
    return [ZoneRead.model_validate(row) for row in rows]


def read(session: Session, user: Caller, zone_id: UUID) -> ZoneRead:
    row = session.execute(shown(visible(user), Z.id == zone_id)).one_or_none()
    if row is None:
        raise ZoneNotFound
    return ZoneRead.model_validate(row)


def add(session: Session, user: Caller, form: ZoneCreate) -> ZoneRead:
    policy.check_codes(session, {"kind": "zone_kind"}, {"kind": form.kind})
    today = clock.business_date()
    row = Zone(region_code=user.county, kind=form.kind, name=form.name, valid_from=today)
    session.add(row)
    _flush(session)
    _take_in(session, user, row, form.villages, today)
    _audit(session, user, row, "zone.added", name=row.name, kind=row.kind, villages=form.villages)
    return read(session, user, row.id)


def change(session: Session, user: Caller, zone_id: UUID, form: ZoneUpdate, version: int) -> ZoneRead:
    """Its name and its villages as they are from today on; where a village was until now stays on record."""
    row = _locked(session, user, zone_id, version)
    today = clock.business_date()
    told: dict[str, Any] = {}
    if form.name is not None and form.name != row.name:
        told["name"] = [row.name, form.name]
        row.name = form.name
        _flush(session)
    if form.villages is not None:
        now = set(session.scalars(select(V.region_code).where(V.zone_id == row.id, V.valid_to.is_(None))))
        leaving, coming = now - set(form.villages), sorted(set(form.villages) - now)
        if leaving:
            _let_go(session, row, leaving, today)
        _take_in(session, user, row, coming, today)
        if leaving or coming:
            told["villages"] = [sorted(now), form.villages]
            row.updated_at = clock.now()  # the version is of the zone with its villages
            session.flush()
    if told:
        _audit(session, user, row, "zone.changed", changes=told)
    return read(session, user, row.id)


def end(session: Session, user: Caller, zone_id: UUID, version: int) -> ZoneRead:
    row = _locked(session, user, zone_id, version)
    row.valid_to = clock.business_date()
    _let_go(session, row, None, row.valid_to)
    session.flush()
    _audit(session, user, row, "zone.ended", name=row.name)
    return read(session, user, row.id)


def _locked(session: Session, user: Caller, zone_id: UUID, version: int) -> Zone:
    row = session.scalar(select(Z).where(visible(user), Z.id == zone_id).with_for_update())
    if row is None:
        raise ZoneNotFound
    check_version(row, version)
    if row.valid_to is not None:
        raise ZoneEnded
    return row


def _take_in(session: Session, user: Caller, row: Zone, villages: Collection[str], today: date) -> None:
    if not villages:
        return
    codes = Region.code.in_(villages)
    known = set(session.scalars(select(Region.code).where(below(user.county), holding(today), codes)))
    if unknown := sorted(set(villages) - known):
        raise ValidationFailed.at("/villages", "unknown_village", f"没有这些村：{'、'.join(unknown)}")
    taken = session.execute(
        select(Region.short_name, Z.name)
        .join(V, V.region_code == Region.code)
        .join(Z, Z.id == V.zone_id)
        .where(codes, V.kind == row.kind, V.valid_to.is_(None), V.zone_id != row.id)
        .order_by(Region.code)
    ).all()
    if taken:
        raise VillageInOtherZone("、".join(f"{village}（{zone}）" for village, zone in taken))
    session.add_all(V(zone_id=row.id, kind=row.kind, region_code=code, valid_from=today) for code in villages)
    try:
        session.flush()
    except IntegrityError as error:
        raise VillageInOtherZone from error


def _let_go(session: Session, row: Zone, villages: Collection[str] | None, today: date) -> None:
    """They leave today, or all do with the zone's end; who came today too was never there."""
    present: tuple[ColumnElement[bool], ...] = (V.zone_id == row.id, V.valid_to.is_(None))
    if villages is not None:
        present = (*present, V.region_code.in_(villages))
        session.execute(delete(V).where(*present, V.valid_from == today))
    session.execute(update(V).where(*present).values(valid_to=today))


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise ZoneNameTaken from error


def _audit(session: Session, user: Caller, row: Zone, action: str, **details: Any) -> None:
    audit.record(session, action, county=user.county, region_code=user.county, subject=("zone", row.id), **details)
