"""村级指标: how each village of an area stands in one indicator, against what its plan wants."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, case, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.households.queries import COUNTY
from yihu.households.service import check_village
from yihu.kernel import audit, clock
from yihu.kernel.models import RegionCode
from yihu.kernel.problems import ValidationFailed
from yihu.policy.parameters import value_at
from yihu.regions.models import Region
from yihu.regions.names import Level
from yihu.regions.queries import holding
from yihu.villages.indicator_schemas import Indicator, IndicatorMeasured, IndicatorRead, IndicatorRow, IndicatorState
from yihu.villages.models import VillageIndicator
from yihu.villages.parameters import INDICATORS, PERCENT

WHOLE = 100


def _rows(indicator: Indicator, day: date) -> Select[*tuple[Any, ...]]:
    """Every village of the area with its newest value up to the day. Binds: county, lo, hi."""
    i, r = VillageIndicator, Region
    newest = (
        select(i.region_code, i.value, i.measured_on, i.source)
        .where(i.county == COUNTY, i.indicator == indicator.value, i.measured_on <= day)
        .ext(distinct_on(i.region_code))
        .order_by(i.region_code, i.measured_on.desc())
        .subquery("newest")
    )
    least = value_at(INDICATORS[indicator.value], r.code, day)
    state: ColumnElement[str] = case(
        (newest.c.value.is_(None), IndicatorState.UNKNOWN),
        (least.is_(None), IndicatorState.MEASURED),
        (newest.c.value >= least, IndicatorState.MET),
        else_=IndicatorState.SHORT,
    )
    area = (r.code >= bindparam("lo", type_=RegionCode), r.code < bindparam("hi", type_=RegionCode))
    known = (r.level == Level.VILLAGE, func.starts_with(r.code, COUNTY), holding(day))
    return (
        select(
            r.code.label("region_code"), r.short_name.label("region_name"), cast(newest.c.value, Text).label("value"),
            least.label("least"), state.label("state"), newest.c.measured_on, newest.c.source,
        )
        .outerjoin(newest, newest.c.region_code == r.code)
        .where(*area, *known)
        .order_by(r.code)
    )  # fmt: skip


def read(
    session: Session, user: Caller, indicator: Indicator, region_code: str | None, day: date | None
) -> IndicatorRead:
    found = session.execute(_rows(indicator, day or clock.business_date()), user.binds(region_code))
    items = [IndicatorRow.model_validate(row) for row in found]
    count = Counter(row.state for row in items)
    return IndicatorRead(
        indicator=indicator,
        villages=len(items),
        met=count[IndicatorState.MET],
        short=count[IndicatorState.SHORT],
        unknown=count[IndicatorState.UNKNOWN],
        items=items,
    )


def measure(session: Session, user: Caller, form: IndicatorMeasured) -> IndicatorRow:
    """Keep a value of a day; one for the same day is corrected."""
    check_village(session, user, form.region_code)
    _check(form)
    i = VillageIndicator
    values = form.model_dump() | {"county": user.county, "indicator": form.indicator.value}
    told = {name: values[name] for name in ("value", "source")} | {"updated_at": func.now()}
    keep = insert(i).values(values).on_conflict_do_update(
        index_elements=[i.county, i.region_code, i.indicator, i.measured_on], set_=told
    )  # fmt: skip
    row_id = session.execute(keep.returning(i.id)).scalar_one()
    audit.record(
        session, "village_indicator.measured", county=user.county, region_code=form.region_code,
        subject=("village_indicator", row_id), **form.model_dump(mode="json", exclude={"region_code"}),
    )  # fmt: skip
    return read(session, user, form.indicator, form.region_code, None).items[0]


def _check(form: IndicatorMeasured) -> None:
    if form.measured_on > clock.business_date():
        raise ValidationFailed.at("/measured_on", "in_the_future", "日期不能晚于今天")
    if INDICATORS[form.indicator.value].unit == PERCENT and form.value > WHOLE:
        raise ValidationFailed.at("/value", "out_of_range", "百分数不能超过 100")
