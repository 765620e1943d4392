"""宣传台账: policies explained and papers handed out, as the visits say it."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, func, or_, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.regions.models import Region
from yihu.visits.compliance_schemas import OfMaterial, OfVillage, Publicity, PublicityFigures
from yihu.visits.models import Visit
from yihu.visits.pair_counts import SINCE, UNTIL
from yihu.visits.queries import PUBLICITY

MOST = 200
"""Materials listed."""
V = Visit
FIGURES = (
    func.count().label("occasions"),
    func.coalesce(func.sum(V.copies), 0).label("copies"),
    (func.count(V.household_id.distinct()) + func.coalesce(func.sum(V.households_reached), 0)).label("households"),
)


def _counted(*by: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    campaign = bindparam("campaign_id", type_=Uuid)
    of_period = (V.visited_on.between(SINCE, UNTIL), V.voided_on.is_(None), PUBLICITY)
    query = select(*by, *FIGURES).where(within_binds(V), *of_period, or_(campaign.is_(None), V.campaign_id == campaign))
    return query.group_by(*by)


def read(
    session: Session, user: Caller, period: tuple[date, date], region_code: str | None, campaign_id: UUID | None
) -> Publicity:
    binds = {**user.binds(region_code), "since": period[0], "until": period[1], "campaign_id": campaign_id}
    material, village = func.nullif(func.trim(V.materials), ""), func.left(V.region_code, 12)
    per_village = _counted(village.label("region_code")).subquery("per_village")
    name = select(Region.short_name).where(Region.code == per_village.c.region_code).scalar_subquery()
    materials = _counted(material.label("materials")).order_by(func.count().desc(), material).limit(MOST)
    villages = select(per_village, name.label("region_name")).order_by(per_village.c.region_code)
    sums = PublicityFigures.model_validate(session.execute(_counted(), binds).one())
    return Publicity(
        **sums.model_dump(),
        materials=[OfMaterial.model_validate(row) for row in session.execute(materials, binds)],
        villages=[OfVillage.model_validate(row) for row in session.execute(villages, binds)],
    )
