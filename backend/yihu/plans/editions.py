"""Editions of a plan: adjusting one in force, taking last year's over, what differs between two."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, literal, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import Caller, within
from yihu.kernel import clock
from yihu.kernel.versions import check_version
from yihu.plans import queries, snapshot
from yihu.plans.changes import finish, locked, must_be_on_register
from yihu.plans.forms import Adjust
from yihu.plans.models import Measure, MeasureState, Plan, PlanState
from yihu.plans.problems import PlanInWork, PlanNotFound, PlanNotInForce
from yihu.plans.schemas import Differences, Edition, FieldChange, MeasureChange, MeasureRead
from yihu.policy import service as policy

KEPT = (
    "county", "region_code", "household_id", "member_id", "root_id", "sort", "category", "batch", "text", "cause",
    "assurance", "quantity", "unit", "starts_on", "due_on", "owner_id", "helper_id", "owner_name", "executor",
    "fund_source", "amount", "project_id", "policy_id", "loan_id", "template_id", "suggestion", "state", "progress",
    "spent", "result", "done_on",
)  # fmt: skip
"""What a measure carries into the next edition."""

PLAN_FIELDS = {
    "kind": "计划类型", "causes": "致贫原因", "income_target": "收入目标", "assurances": "保障情况", "wish": "农户意愿",
}  # fmt: skip
MEASURE_FIELDS = {
    "member_name": "对象", "category": "类别", "batch": "五个一批", "text": "内容", "cause": "针对原因",
    "assurance": "针对保障", "quantity": "数量", "unit": "单位", "starts_on": "开始", "due_on": "完成时限",
    "owner_name": "责任人", "executor": "实施主体", "fund_source": "资金来源", "amount": "资金", "project_name": "项目",
    "policy_name": "政策", "state": "状态",
}  # fmt: skip


def number(session: Session, plan: Plan) -> None:
    """Its number among the household's plans of the year, and the plan it follows."""
    mine = (Plan.county == plan.county, Plan.household_id == plan.household_id)
    last = session.scalar(select(func.max(Plan.edition)).where(*mine, Plan.year == plan.year))
    plan.edition = (last or 0) + 1
    done = (PlanState.ACTIVE, PlanState.CLOSED, PlanState.REPLACED)
    before = select(Plan.id).where(*mine, Plan.year <= plan.year, Plan.state.in_(done))
    plan.previous_id = session.scalar(before.order_by(Plan.year.desc(), Plan.edition.desc()).limit(1))


def settled(session: Session, plan: Plan) -> bool:
    """Whether the household already has a plan of the year in force or closed: that one is adjusted, not begun anew."""
    mine = (Plan.county == plan.county, Plan.household_id == plan.household_id, Plan.year == plan.year)
    held = select(Plan.id).where(*mine, Plan.state.in_((PlanState.ACTIVE, PlanState.CLOSED)))
    return bool(session.scalar(select(held.exists())))


def copy_measures(session: Session, source_id: UUID, plan: Plan) -> None:
    """The measures of one edition again in another, each with its root; one statement."""
    old = (Measure.county == plan.county, Measure.plan_id == source_id, Measure.state != MeasureState.CANCELLED)
    columns = [getattr(Measure, name) for name in KEPT]
    rows = select(literal(plan.id).label("plan_id"), *columns).where(*old)
    session.execute(insert(Measure).from_select(["plan_id", *KEPT], rows))


STILL_HERE = "(old.helper_id is null or helper.id is not null) and (old.owner_id is null or owner.id is not null)"
CHANGED = {
    "region_code": "plan.region_code",
    "due_on": "case when old.due_on >= make_date(:year, 1, 1) then old.due_on end",
    **{name: f"case when {STILL_HERE} then old.{name} end" for name in ("owner_id", "helper_id", "owner_name")},
}
UNFINISHED = text(
    f"""
    insert into measure (plan_id, {", ".join(KEPT)})
    select plan.id, {", ".join(CHANGED.get(name, f"old.{name}") for name in KEPT)}
    from plan join measure old on old.county = :county and old.plan_id = plan.previous_id
    left join helper on helper.county = :county and helper.id = old.helper_id and helper.valid_to is null
    left join app_user owner on owner.id = old.owner_id and owner.disabled_at is null
    where plan.county = :county and plan.id = any(:ids) and old.state in ('planned', 'going')
      and (old.member_id is null or exists (select from member m where m.county = :county and m.id = old.member_id
                                            and m.left_on is null))
    """
)


def bring_unfinished(session: Session, county: str, ids: Sequence[UUID], year: int) -> None:
    """Measures of last year's plans that are not done, into the drafts made from them.

    A due date before the new year and an owner who has gone do not come along: both become gaps that have a name, instead
    of a measure that is late on its first day or has nobody. Nor do measures for a member who has left.
    """
    session.execute(UNFINISHED, {"county": county, "ids": list(ids), "year": year})


def bring_progress(session: Session, plan: Plan) -> None:
    """What was said of the plan before while this one was being written holds for the same measures in it."""
    old, told = aliased(Measure), ("state", "progress", "spent", "result", "done_on")
    session.execute(
        update(Measure)
        .where(
            Measure.county == plan.county, Measure.plan_id == plan.id, Measure.state != MeasureState.CANCELLED,
            old.county == plan.county, old.plan_id == plan.previous_id,
            old.root_id == Measure.root_id,
            or_(*(getattr(old, name).is_distinct_from(getattr(Measure, name)) for name in told)),
        )
        .values({name: getattr(old, name) for name in told} | {"version": Measure.version + 1}),
        execution_options={"synchronize_session": False},
    )  # fmt: skip


def take_over(session: Session, plan: Plan) -> None:
    """The wish and the unfinished measures of the plan before; what is done stays with it."""
    before = session.get(Plan, (plan.county, plan.previous_id)) if plan.previous_id else None
    if before is not None:
        plan.why, plan.wish = "carried_over", before.wish
        session.flush()
        bring_unfinished(session, plan.county, [plan.id], plan.year)


def adjust(session: Session, user: Caller, plan_id: UUID, form: Adjust, version: int) -> Plan:
    """A new edition in work, with the same measures, for changing; the one in force holds until it is approved."""
    old = locked(session, user, plan_id)
    check_version(old, version)
    if old.state is not PlanState.ACTIVE:
        raise PlanNotInForce
    must_be_on_register(session, old)
    policy.check_codes(session, {"why": "plan_reason"}, {"why": form.why})
    found = snapshot.of_household(session, old.county, old.household_id, clock.business_date())
    plan = Plan(
        county=old.county, id=form.id, household_id=old.household_id, year=old.year, why=form.why, author_id=user.id,
        author_name=user.name, income_target=old.income_target, wish=old.wish, **found,
    )  # fmt: skip
    number(session, plan)
    session.add(plan)
    try:
        session.flush()
    except IntegrityError as error:
        raise PlanInWork from error
    copy_measures(session, old.id, plan)
    finish(session, plan, "plan.adjusted", why=form.why)
    return plan


def differences(session: Session, user: Caller, before_id: UUID, after_id: UUID) -> Differences:
    """What changed between two plans of one household, measures matched by their root."""
    both = {row["id"]: dict(row) for row in session.execute(_two(user, before_id, after_id), user.binds()).mappings()}
    if before_id not in both or after_id not in both:
        raise PlanNotFound
    before, after = both[before_id], both[after_id]
    if before["household_id"] != after["household_id"]:
        raise PlanNotFound
    return Differences(
        before=Edition.model_validate(before, from_attributes=False),
        after=Edition.model_validate(after, from_attributes=False),
        changes=_changes(before, after, PLAN_FIELDS),
        measures=_measures(before["measures"], after["measures"]),
    )


def _two(user: Caller, *ids: UUID) -> Any:
    return queries.whole().where(within(Plan, user), Plan.id.in_(ids))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], fields: Mapping[str, str]) -> list[FieldChange]:
    return [
        FieldChange(field=name, label=label, before=before[name], after=after[name])
        for name, label in fields.items()
        if before[name] != after[name]
    ]


def _measures(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[MeasureChange]:
    old, new = ({row["root_id"]: row for row in rows if row["state"] != "cancelled"} for rows in (before, after))
    told = []
    for root in [*new, *(root for root in old if root not in new)]:
        was, now = old.get(root), new.get(root)
        changes = _changes(was, now, MEASURE_FIELDS) if was and now else []
        if changes or not (was and now):
            told.append(
                MeasureChange(
                    root_id=root,
                    before=MeasureRead.model_validate(was) if was else None,
                    after=MeasureRead.model_validate(now) if now else None,
                    changes=changes,
                )
            )
    return told
