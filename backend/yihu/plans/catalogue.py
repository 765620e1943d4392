"""措施库: the county's catalogue of measures, dated: an entry is ended, never removed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Text, bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.kernel import audit, clock
from yihu.kernel.models import valid_on
from yihu.kernel.paging import Listing, any_of
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.plans.problems import TemplateNotFound, TemplateTaken
from yihu.plans.suggestion_models import MeasureTemplate
from yihu.plans.suggestion_schemas import Ending, TemplateCreate
from yihu.policy import service as policy

LISTS = {
    "category": "measure_category", "batch": "five_batch", "causes": "poverty_cause", "assurances": "assurance_item",
    "household_classes": "household_class", "household_types": "household_type", "labours": "labour",
    "fund_source": "fund_source",
}  # fmt: skip
T = MeasureTemplate
TODAY = bindparam("today", type_=Date)

TEMPLATES = Listing(
    base=select(
        T.id, T.region_code, T.name, T.text, T.category, T.batch, T.for_member, T.causes, T.assurances,
        T.household_classes, T.household_types, T.labours, T.unit, T.fund_source, T.valid_from, T.valid_to, T.source,
        T.version,
    ),
    # What holds in the caller's area, and what holds around it.
    area=(T.county == bindparam("county"))
    & (func.starts_with(T.region_code, bindparam("lo")) | func.starts_with(bindparam("lo", type_=Text), T.region_code)),
    filters={
        "category": any_of(T.category, "category"),
        "current": bindparam("current", type_=Boolean) == valid_on(T, TODAY),
        "q": func.strpos(func.lower(T.name + T.text), bindparam("q", type_=Text)) > 0,
    },
    sorts={"category": (T.category, T.name, T.id), "name": (T.name, T.id)},
    default_sort="category",
)  # fmt: skip


def area(user: Caller) -> dict[str, Any]:
    return {**user.binds(), "today": clock.business_date()}


def add(session: Session, user: Caller, form: TemplateCreate) -> MeasureTemplate:
    values = form.model_dump()
    values["region_code"] = form.region_code or user.region_code
    if not values["region_code"].startswith(user.region_code):
        raise ValidationFailed.at("/region_code", "outside_area", "不在您的辖区内")
    policy.check_codes(session, LISTS, values)
    row = MeasureTemplate(county=user.county, **values)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise TemplateTaken from error
    _audit(session, row, "template.added")
    return row


def end(session: Session, user: Caller, template_id: UUID, form: Ending, version: int) -> MeasureTemplate:
    mine = (T.county == user.county, T.id == template_id, func.starts_with(T.region_code, user.region_code))
    row = session.scalar(select(T).where(*mine).with_for_update())
    if row is None:
        raise TemplateNotFound
    check_version(row, version)
    if form.valid_to <= row.valid_from:
        raise ValidationFailed.at("/valid_to", "before_start", "停用日期应晚于启用日期")
    row.valid_to = form.valid_to
    session.flush()
    _audit(session, row, "template.ended")
    return row


def _audit(session: Session, row: MeasureTemplate, action: str) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("measure_template", row.id),
        name=row.name, valid_from=str(row.valid_from), valid_to=str(row.valid_to),
    )  # fmt: skip
