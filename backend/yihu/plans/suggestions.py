"""Measures the system proposes for a household, each with its reason, instead of an empty form.

One statement over the household, so that a page shows them and a phone takes them along. What the plan of the year has
already taken, and what was declined that year, is not proposed again.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import Caller, within
from yihu.assurances.queries import checked, failing
from yihu.benefits import entitlement
from yihu.households.models import Household, Member
from yihu.households.problems import HouseholdNotFound
from yihu.households.queries import ABLE, COUNTY
from yihu.households.sections import section
from yihu.kernel import audit, clock
from yihu.kernel.models import valid_on
from yihu.kernel.reading import as_json
from yihu.loans.models import Loan, LoanState
from yihu.plans import five_fields, queries
from yihu.plans.forms import Decline
from yihu.plans.models import Measure, Plan, PlanState
from yihu.plans.schemas import Suggestion
from yihu.plans.suggestion_models import DeclinedSuggestion, MeasureTemplate
from yihu.policy.models import Code
from yihu.visits.models import Finding, FindingState

Rows = Select[*tuple[Any, ...]]
TODAY = bindparam("today", type_=Date)
FEW = 6
"""Entries of the catalogue proposed at once for a cause, an assurance or a member; declining one brings the next."""
DUE_SOON = 180
"""Days before a loan is due from which its repayment belongs into the plan."""
FIELDS = (
    "key", "sort", "reason", "category", "batch", "text", "member_id", "member_name", "cause", "assurance", "unit",
    "fund_source", "policy_id", "loan_id", "template_id",
)  # fmt: skip
TYPES = {"member_id": Uuid, "policy_id": Uuid, "loan_id": Uuid, "template_id": Uuid, "sort": Integer}


def _row(h: Any, **given: Any) -> Rows:
    """A select with every field of a suggestion, null where nothing was given."""
    columns: list[ColumnElement[Any]] = [
        cast(given.get(name, null()), TYPES.get(name, Text)).label(name) for name in FIELDS
    ]
    return select(*columns).correlate(h)


def _label(list_: str, code: Any) -> ColumnElement[Any]:
    return select(Code.label).where(Code.list == list_, Code.code == code).scalar_subquery()


def _template(**over: Any) -> dict[str, Any]:
    t = MeasureTemplate
    taken = {name: getattr(t, name) for name in ("category", "batch", "text", "unit", "fund_source")}
    return {**taken, "template_id": t.id, **over}


def _asks(values: Any, value: Any) -> ColumnElement[bool]:
    return or_(func.cardinality(values) == 0, value == func.any(values))


def _fits(h: Any) -> ColumnElement[bool]:
    """Templates in force here, for this class and type of household; an empty list asks nothing."""
    t = MeasureTemplate
    here = (t.county == COUNTY) & func.starts_with(h.region_code, t.region_code) & valid_on(t, TODAY)
    fits: ColumnElement[bool] = (
        here & _asks(t.household_classes, h.household_class) & _asks(t.household_types, h.household_type)
    )
    return fits


def _for_causes(h: Any) -> Rows:
    t, cause = MeasureTemplate, aliased(Code, name="cause")
    said = func.concat("致贫原因“", cause.label, "”")
    key = func.concat("cause:", cause.code, ":", t.id)
    row = _row(h, key=key, sort=1, reason=said, cause=cause.code, **_template())
    has = or_(cause.code == h.main_cause, cause.code == func.any(h.other_causes))
    known = (cause.list == "poverty_cause") & (cause.code == func.any(t.causes))
    return row.select_from(t).join(cause, known).where(_fits(h), has, ~t.for_member)


def _for_assurances(h: Any) -> Rows:
    t, item = MeasureTemplate, aliased(Code, name="item")
    filed = {"housing": h.unsafe_housing.is_(True), "water": h.water_safe.is_(False) | h.water_difficult.is_(True)}
    said = func.concat("“", item.label, "”未达标")
    key = func.concat("assurance:", item.code, ":", t.id)
    row = _row(h, key=key, sort=2, reason=said, assurance=item.code, **_template())
    known = (item.list == "assurance_item") & (item.code == func.any(t.assurances))
    unseen = ~checked(h, item.code)
    holds = or_(failing(h, item.code), *((item.code == name) & said_so & unseen for name, said_so in filed.items()))
    return row.select_from(t).join(item, known).where(_fits(h), holds)


def _for_members(h: Any) -> Rows:
    """For each member able to work who is not at school."""
    t, m = MeasureTemplate, Member
    said = func.concat(m.name, "：", _label("labour", m.labour), case((m.work_status == "none", "，未务工"), else_=""))
    row = _row(
        h, key=func.concat("member:", m.id, ":", t.id), sort=3, reason=said, member_id=m.id, member_name=m.name,
        **_template(cause=case((h.main_cause == func.any(t.causes), h.main_cause))),
    )  # fmt: skip
    able = (m.county == COUNTY) & (m.household_id == h.id) & m.left_on.is_(None)
    able &= or_(*(m.labour == code for code in ABLE)) & (func.coalesce(m.schooling, "not_student") == "not_student")
    here = or_(func.cardinality(t.causes) == 0, h.main_cause == func.any(t.causes), t.causes.overlap(h.other_causes))
    return row.select_from(t).join(m, able).where(_fits(h), t.for_member, here, _asks(t.labours, m.labour))


def _for_fields(h: Any) -> list[Rows]:
    """Of the five fields that a verge household is to be supported in, those that its plan says nothing of."""
    year = cast(func.date_part("year", TODAY), Integer)
    current = or_(*(Plan.state == state for state in (PlanState.ACTIVE, *queries.IN_WORK)))
    return [
        _row(
            h, key=literal(f"field:{field}"), sort=6, category=literal(categories[0]), text=literal(""),
            reason=literal(f"边缘易致贫户：{word}方面还没有措施；不需要的请写明原因"),
        ).where(h.household_class == five_fields.VERGE, ~five_fields.supported(h, COUNTY, year, categories, current).exists())
        for field, (word, categories) in five_fields.FIELDS.items()
    ]  # fmt: skip


def _unused_policies(h: Any) -> tuple[Rows, Rows]:
    """What a member or the household is entitled to and has no record of."""
    one, all_ = entitlement.persons(h), entitlement.household(h)
    m, p, q = one.member, one.policy, all_.policy
    for_person = _row(
        h, key=func.concat("policy:", p.id, ":", m.id), sort=4, category=_category(p), member_id=m.id,
        reason=func.concat(m.name, "符合“", p.name, "”条件，没有享受记录"), member_name=m.name, policy_id=p.id,
        text=func.concat("为", m.name, "申请", p.name), unit=literal("人"), fund_source=literal("none"),
    )  # fmt: skip
    for_all = _row(
        h, key=func.concat("policy:", q.id), sort=4, category=_category(q), policy_id=q.id, unit=literal("户"),
        reason=func.concat("本户符合“", q.name, "”条件，没有享受记录"), text=func.concat("申请", q.name),
        fund_source=literal("none"),
    )  # fmt: skip
    return for_person.select_from(p).join(m, true()).where(one.holds), for_all.select_from(q).where(all_.holds)


CATEGORIES = {
    "dibao": "safety_net", "medical_insurance": "health", "pension": "safety_net", "destitute_support": "safety_net",
    "temporary_relief": "safety_net", "medical_relief": "health", "education_aid": "education",
    "industry_aid": "industry", "employment_aid": "employment", "housing_aid": "housing",
    "disability_aid": "safety_net", "loan_interest": "credit", "insurance": "insurance",
}  # fmt: skip
"""Benefit kind -> measure category."""


def _category(p: Any) -> ColumnElement[Any]:
    return case(CATEGORIES, value=p.kind, else_="other")


def _expiring_loans(h: Any) -> Rows:
    said = func.concat("小额信贷", Loan.due_on, "到期，余额", Loan.balance, "元")
    row = _row(
        h, key=func.concat("loan:", Loan.id, ":", Loan.due_on), sort=5, reason=said, category=literal("credit"),
        text=literal("按期归还到期小额信贷，资金有困难的提前申请续贷"), loan_id=Loan.id, unit=literal("笔"),
        fund_source=literal("self"),
    )  # fmt: skip
    mine = (Loan.county == COUNTY, Loan.household_id == h.id, Loan.state == LoanState.ACTIVE)
    return row.select_from(Loan).where(*mine, Loan.due_on <= TODAY + literal(DUE_SOON))


def _from_visits(h: Any) -> Rows:
    """Findings that visitors have proposed for the plan."""
    f = Finding
    row = _row(
        h, key=func.concat("finding:", f.id), sort=0, reason=func.concat(f.found_on, "走访发现"), text=f.text,
        category=case(FINDINGS, value=f.category, else_="other"),
    )  # fmt: skip
    mine = (f.county == COUNTY, f.household_id == h.id, f.passed_on_as == "measure", f.state != FindingState.CLOSED)
    return row.select_from(f).where(*mine)


FINDINGS = {
    "illness": "health", "education": "education", "housing": "housing", "water": "water", "employment": "employment",
    "industry": "industry", "policy": "safety_net", "loan": "credit", "income": "industry",
}  # fmt: skip
"""Finding category -> measure category."""


@section("suggestions")
def suggested(h: Any) -> Rows:
    """Proposed measures of a household, the most pressing first. Binds: county, today."""
    builders = (_from_visits, _for_causes, _for_assurances, _for_members, _expiring_loans)
    parts = [*(build(h) for build in builders), *_unused_policies(h), *_for_fields(h)]
    s = union_all(*parts).subquery("suggested")
    year = cast(func.date_part("year", TODAY), Integer)
    d, p, m = DeclinedSuggestion, aliased(Plan, name="taken_plan"), aliased(Measure, name="taken")
    declined = select(d.id).where(d.county == COUNTY, d.household_id == h.id, d.year == year, d.key == s.c.key)
    current = or_(*(p.state == state for state in (PlanState.ACTIVE, *queries.IN_WORK)))
    taken = (
        select(m.id)
        .join(p, (p.county == COUNTY) & (p.id == m.plan_id) & (p.year == year) & current)
        .where(m.county == COUNTY, m.household_id == h.id, m.suggestion == s.c.key)
    )
    free = (~declined.correlate(s, h).exists(), ~taken.correlate(s, h).exists())
    about = (s.c.sort, s.c.assurance, s.c.member_id, case((s.c.sort == 1, s.c.cause)))
    place = func.row_number().over(partition_by=about, order_by=s.c.key).label("place")
    left = select(*s.c, place).where(*free).correlate(h).subquery("left_over").c
    shown = select(*(left[name] for name in FIELDS if name != "sort"))
    return shown.where(left.template_id.is_(None) | (left.place <= FEW)).order_by(left.sort, left.key)


def read(session: Session, user: Caller, household_id: UUID) -> list[Suggestion]:
    h = aliased(Household, name="h")
    mine = (within(h, user), h.id == household_id)
    if session.scalar(select(h.id).where(*mine)) is None:
        raise HouseholdNotFound
    binds = {"county": user.county, "today": clock.business_date()}
    found = session.execute(select(as_json(suggested(h).correlate(h))).where(*mine), binds).scalar_one()
    return [Suggestion.model_validate(row) for row in found]


def decline(
    session: Session, user: Caller, household_id: UUID, form: Decline, by: Caller | None = None
) -> list[Suggestion]:
    """Not for this household this year, and why, says `by` or the caller; saying it twice changes nothing."""
    household = session.scalar(select(Household).where(within(Household, user), Household.id == household_id))
    if household is None:
        raise HouseholdNotFound
    said = {
        "county": user.county, "region_code": household.region_code, "household_id": household.id, "key": form.key,
        "year": clock.business_date().year, "reason": form.reason, "declined_by_name": (by or user).name,
    }  # fmt: skip
    session.execute(insert(DeclinedSuggestion).values(said).on_conflict_do_nothing())
    audit.record(
        session, "suggestion.declined", county=user.county, region_code=household.region_code,
        subject=("household", household.id), key=form.key, reason=form.reason,
    )  # fmt: skip
    return read(session, user, household_id)
