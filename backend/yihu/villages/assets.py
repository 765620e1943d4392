"""村集体资源、资产和股权: entering, changing and ending them, and turning one into the next."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Text, Uuid, bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import Caller, within, within_binds
from yihu.households.queries import COUNTY
from yihu.households.service import check_village
from yihu.kernel import audit, clock
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy
from yihu.regions.models import Region
from yihu.villages.asset_models import CollectiveAsset, Stage
from yihu.villages.asset_schemas import AssetCreate, AssetRead, AssetUpdate
from yihu.villages.problems import AssetNotFound, AssetTaken

A = CollectiveAsset
BEFORE, AFTER = aliased(A, name="before"), aliased(A, name="after")
NEXT = {Stage.ASSET: Stage.RESOURCE, Stage.EQUITY: Stage.ASSET}
"""A stage -> the one it comes from."""
NEEDED = ("kind", "name", "source")
PAIRS = {"quantity": "unit", "value": "valued_on"}


def _after(column: Any) -> Any:
    return (
        select(column)
        .where(AFTER.county == COUNTY, AFTER.came_from_id == A.id)
        .order_by(AFTER.id)
        .limit(1)
        .scalar_subquery()
    )


ASSETS = Listing(
    base=select(
        A.id, A.region_code, select(Region.short_name).where(Region.code == A.region_code).scalar_subquery().label("region_name"),
        A.stage, A.kind, A.name, as_text(A.quantity).label("quantity"), A.unit, as_text(A.value).label("value"), A.valued_on, A.operator,
        A.purpose, as_text(A.yearly_income).label("yearly_income"), A.shares, A.source, A.started_on, A.ended_on, A.came_from_id,
        select(BEFORE.name).where(BEFORE.county == COUNTY, BEFORE.id == A.came_from_id).scalar_subquery().label("came_from_name"),
        _after(AFTER.id).label("became_id"), _after(AFTER.name).label("became_name"), A.version,
    ),
    area=within_binds(A),
    filters={
        "id": A.id == bindparam("id", type_=Uuid),
        "stage": any_of(A.stage, "stage"),
        "kind": any_of(A.kind, "kind"),
        "ended": A.ended_on.is_not(None) == bindparam("ended", type_=Boolean),
        "q": func.strpos(func.lower(A.name), bindparam("q", type_=Text)) > 0,
    },
    sorts={
        "region": (A.region_code, A.name, A.id),
        "value": (func.coalesce(A.value, 0), A.id),
        "yearly_income": (func.coalesce(A.yearly_income, 0), A.id),
        "started_on": (A.started_on, A.id),
    },
    default_sort="region",
)  # fmt: skip


def read(session: Session, user: Caller, asset_id: UUID) -> AssetRead:
    return ASSETS.one(session, AssetRead, {**user.binds(), "id": asset_id}, AssetNotFound)


def add(session: Session, user: Caller, form: AssetCreate) -> AssetRead:
    """With `came_from_id`, that resource or asset is turned into this one and ends on the day this one starts."""
    check_village(session, user, form.region_code)
    if form.started_on > clock.business_date():
        raise ValidationFailed.at("/started_on", "in_the_future", "起始日期不能晚于今天")
    row = CollectiveAsset(county=user.county, **form.model_dump())
    if form.came_from_id is not None:
        _turn(session, user, form)
    return _keep(session, user, row, form.model_dump(), "collective_asset.added")


def _turn(session: Session, user: Caller, form: AssetCreate) -> None:
    before = _locked(session, user, form.came_from_id)
    if before.region_code != form.region_code:
        raise ValidationFailed.at("/came_from_id", "elsewhere", "这一项是别的村的")
    if NEXT.get(form.stage) is not before.stage:
        raise ValidationFailed.at("/came_from_id", "wrong_stage", "资源变资产，资产变股权，不能跳过或倒转")
    if before.ended_on is not None:
        raise ValidationFailed.at("/came_from_id", "ended", "这一项已经终止")
    if form.started_on < before.started_on:
        raise ValidationFailed.at("/started_on", "before_start", "不能早于原来那一项的起始日期")
    before.ended_on = form.started_on
    _audit(session, before, "collective_asset.turned", name=before.name, into=form.name)


def change(session: Session, user: Caller, asset_id: UUID, form: AssetUpdate, version: int) -> AssetRead:
    row = _locked(session, user, asset_id)
    check_version(row, version)
    values = form.model_dump(exclude_unset=True)
    for name, value in values.items():
        if value is None and name in NEEDED:
            raise ValidationFailed.at(f"/{name}", "missing", "必填")
        setattr(row, name, value)
    for one, other in PAIRS.items():
        if (getattr(row, one) is None) != (getattr(row, other) is None):
            raise ValidationFailed.at(f"/{other}", "missing", "数量和单位、评估价值和评估日期要一起填")
    if row.ended_on is not None and row.ended_on < row.started_on:
        raise ValidationFailed.at("/ended_on", "before_start", "终止日期不能早于起始日期")
    return _keep(session, user, row, values, "collective_asset.changed")


def _keep(session: Session, user: Caller, row: A, values: Mapping[str, Any], action: str) -> AssetRead:
    policy.check_codes(session, {"kind": "collective_asset_kind"}, values)
    session.add(row)
    told = audit.changes(row) if action.endswith("changed") else {}
    try:
        session.flush()
    except IntegrityError as error:
        raise AssetTaken from error
    _audit(session, row, action, name=row.name, changes=told)
    return read(session, user, row.id)


def _locked(session: Session, user: Caller, asset_id: UUID | None) -> A:
    row = session.scalar(select(A).where(within(A, user), A.id == asset_id).with_for_update())
    if row is None:
        raise AssetNotFound
    return row


def _audit(session: Session, row: A, action: str, **details: Any) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("collective_asset", row.id), **details
    )
