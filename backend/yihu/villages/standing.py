"""Keeping what a village has, and its population: each a statement of one village, said again to change it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.households.service import check_village
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy
from yihu.regions import zones
from yihu.villages import standing_queries as queries
from yihu.villages.models import VillageFacility, VillageYear
from yihu.villages.standing_schemas import (
    By,
    FacilityPut,
    FacilityRead,
    VillageConditions,
    YearPut,
    YearRow,
)

DIGITS = {By.AREA: None, By.TOWNSHIP: 9, By.VILLAGE: 12}


def conditions(session: Session, user: Caller, region_code: str | None) -> Sequence[VillageConditions]:
    binds = {**user.binds(region_code), "today": clock.business_date()}
    return [
        VillageConditions.model_validate(dict(row)) for row in session.execute(queries.CONDITIONS, binds).mappings()
    ]


def years(session: Session, user: Caller, region_code: str | None, first: int, last: int, by: By) -> Sequence[YearRow]:
    """`first` is read along, to tell what has risen in the year after."""
    around = zones.region_around(session, region_code, user.region_code)
    binds = {
        **user.binds(region_code), "today": clock.business_date(), "first": first - 1, "last": min(last, clock.business_date().year),
        "digits": DIGITS[by] or len(around),
    }  # fmt: skip
    rows = [dict(row) for row in session.execute(queries.YEARS, binds).mappings()]
    if by is By.AREA and zones.is_zone(region_code):
        whole = zones.title(session, region_code, around)
        rows = [{**row, "region_name": whole} for row in rows]
    return [YearRow.model_validate(row) for row in rows]


def put_facility(
    session: Session, user: Caller, region_code: str, kind: str, form: FacilityPut, version: int | None
) -> FacilityRead:
    policy.check_codes(session, {"kind": "village_facility"}, {"kind": kind})
    if form.since is not None and (not form.has or form.since > clock.business_date()):
        raise ValidationFailed.at("/since", "not_yet", "建成日期不能晚于今天；还没有的请填计划日期")
    row = _put(session, user, VillageFacility, region_code, {"kind": kind}, form.model_dump(), version)
    return FacilityRead.model_validate(row)


def put_year(session: Session, user: Caller, region_code: str, year: int, form: YearPut, version: int | None) -> None:
    _put(session, user, VillageYear, region_code, {"year": year}, form.model_dump(), version)


def _put(
    session: Session,
    user: Caller,
    table: Any,
    region_code: str,
    key: dict[str, Any],
    values: dict[str, Any],
    version: int | None,
) -> Any:
    check_village(session, user, region_code)
    mine = (getattr(table, name) == value for name, value in key.items())
    row = session.scalar(
        select(table).where(within(table, user), table.region_code == region_code, *mine).with_for_update()
    )
    if row is None:
        row = table(county=user.county, region_code=region_code, **key, **values)
        session.add(row)
    else:
        check_version(row, version or 0)
        for name, value in values.items():
            setattr(row, name, value)
    told = audit.changes(row)
    session.flush()
    audit.record(
        session, f"{table.__tablename__}.set", county=row.county, region_code=row.region_code,
        subject=(table.__tablename__, row.id), **key, changes=told,
    )  # fmt: skip
    return row
