"""What plans ask of a cadre in his village and of a helper in his households."""

from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    Uuid,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    text,
)

from yihu.accounts.access import within_binds
from yihu.accounts.models import Role, User
from yihu.field.todo import MOST, TODAY, todo
from yihu.helpers.models import Helper
from yihu.households.models import Household
from yihu.households.queries import COUNTY
from yihu.kernel.models import valid_on
from yihu.pairings.models import Pairing
from yihu.plans import queries
from yihu.plans.models import Measure, Plan, PlanState
from yihu.plans.parameters import ADJUST_WITHIN_DAYS, DUE_SOON_DAYS
from yihu.plans.risks import answered_on
from yihu.plans.suggestion_models import RiskSignal
from yihu.policy.models import Code
from yihu.policy.parameters import by_township

ME = bindparam("user_id", type_=Uuid)
YEAR = cast(func.date_part("year", TODAY), Integer)
Rows = Select[*tuple[Any, ...]]


def _mine(household_id: Any) -> Any:
    """The caller is a cadre, whose whole area it is, or paired with the household."""
    p, h = Pairing, Helper
    cadre = select(User.id).where(User.id == ME, User.role == Role.VILLAGE_CADRE).exists()
    me = exists().where(h.county == COUNTY, h.id == p.helper_id, h.user_id == ME)
    return cadre | exists().where(p.county == COUNTY, p.household_id == household_id, valid_on(p, TODAY), me)


def _told(rows: Rows, kind: str, verb: str) -> Rows:
    """`rows` carry id, due_on, title, household_id; all of them is the reference."""
    row = rows.order_by(text("due_on"), text("id")).limit(MOST).subquery("row")
    c = row.c
    told = (c.id, literal(kind).label("kind"), c.due_on, c.title, literal(verb).label("verb"), c.household_id)
    return select(*told, func.to_jsonb(text('"row"')).label("ref"))


def _day(instant: Any) -> Any:
    return cast(func.timezone("Asia/Shanghai", instant), Date)


@todo
def missing() -> Rows:
    """Households on the county's list for which nobody has begun this year's plan, where plans of this year are kept here."""
    h, p = Household, Plan
    begun = select(p.id).where(p.county == COUNTY, p.household_id == h.id, p.year == YEAR).correlate(h).exists()
    kept = select(func.left(p.region_code, 9)).where(within_binds(p), p.year == YEAR)
    end = cast(func.make_date(YEAR, 12, 31), Date).label("due_on")
    rows = select(h.id, end, literal("今年的一户一策还没有制定").label("title"), h.id.label("household_id"))
    here = (within_binds(h), queries.TARGET, ~begun, func.left(h.region_code, 9).in_(kept), _mine(h.id))
    return _told(rows.where(*here), "plan_missing", "制定")


def _plans(kind: str, verb: str, title: Any, due_on: Any, *which: Any) -> Rows:
    p = Plan
    rows = select(p.id, due_on.label("due_on"), title.label("title"), p.household_id, p.review_note)
    return _told(
        rows.where(within_binds(p), p.year >= YEAR, *which, queries.on_register(p), _mine(p.household_id)), kind, verb
    )


@todo
def returned() -> Rows:
    title = func.concat("计划被退回：", func.left(Plan.review_note, 40))
    return _plans("plan_returned", "修改", title, _day(Plan.reviewed_at), Plan.state == PlanState.RETURNED)


@todo
def unconfirmed() -> Rows:
    """Drafts that lack nothing but the household's word."""
    p = Plan
    title = case((p.consent_stale, "计划有改动，请农户重新确认"), else_="计划请农户确认")
    which = (p.state == PlanState.DRAFT, p.consent_on.is_(None) | p.consent_stale, func.jsonb_array_length(p.gaps) == 1)
    return _plans("plan_unconfirmed", "确认", title, _day(p.updated_at), *which)


@todo
def measures_due() -> Rows:
    """Measures of plans in force that are due within the days the county has set, or late; unset means late ones only."""
    m, p = Measure, Plan
    terms = by_township((DUE_SOON_DAYS,), COUNTY, TODAY)
    days = func.coalesce(terms.c.measure_due_soon_days, literal(0))
    rows = (
        select(
            m.id, m.due_on, func.concat("措施到期：", func.left(m.text, 40)).label("title"), m.household_id, m.plan_id
        )
        .join(p, (p.county == COUNTY) & (p.id == m.plan_id) & (p.state == PlanState.ACTIVE))
        .outerjoin(terms, terms.c.region_code == func.left(m.region_code, 9))
        .where(
            within_binds(m), queries.RUNNING, m.due_on <= TODAY + days, queries.on_register(m), _mine(m.household_id)
        )
    )
    return _told(rows, "measure_due", "登记进度")


@todo
def adjustments() -> Rows:
    """Shocks to a household's income that no newer plan has answered; due on the day itself while the county sets no term."""
    r = RiskSignal
    terms = by_township((ADJUST_WITHIN_DAYS,), COUNTY, TODAY)
    label = select(Code.label).where(Code.list == "risk_kind", Code.code == r.kind).scalar_subquery()
    due_on = r.happened_on + func.coalesce(terms.c.adjust_within_days, literal(0))
    rows = (
        select(r.id, due_on.label("due_on"), func.concat(label, "：请调整计划").label("title"), r.household_id, r.note)
        .outerjoin(terms, terms.c.region_code == func.left(r.region_code, 9))
        .where(
            within_binds(r),
            r.dismissed_on.is_(None),
            answered_on(COUNTY).is_(None),
            queries.on_register(r),
            _mine(r.household_id),
        )
    )
    return _told(rows, "plan_adjust", "调整")
