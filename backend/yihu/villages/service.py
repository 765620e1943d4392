"""Keeping the plan of a village: the plan, its goals, the projects that carry it."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, CallersReads, within
from yihu.households.service import check_village
from yihu.kernel import audit, clock
from yihu.kernel.problems import Problem, ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy
from yihu.regions.models import Region
from yihu.regions.queries import holding
from yihu.villages import queries
from yihu.villages.models import VillageGoal, VillagePlan, VillageProject
from yihu.villages.problems import (
    GoalNotFound,
    ProjectNotFound,
    ProjectTaken,
    VillagePlanNotFound,
    VillagePlanTaken,
)
from yihu.villages.schemas import (
    GoalPut,
    ProjectCreate,
    ProjectFields,
    ProjectRead,
    VillagePlanCreate,
    VillagePlanFields,
    VillagePlanRead,
)

LISTS = {"category": "measure_category", "fund_source": "fund_source"}


def page(reads: CallersReads, user: Caller, plan_id: UUID) -> Response:
    (rows,) = reads.fetch((queries.one(), {**user.binds(), "id": plan_id}))
    if not rows:
        raise VillagePlanNotFound
    body, version = rows[0]
    return Response(body, media_type="application/json", headers={"ETag": f'"{version}"'})


def read(session: Session, user: Caller, plan_id: UUID) -> VillagePlanRead:
    query = queries.whole().where(within(VillagePlan, user), VillagePlan.id == plan_id)
    row = session.execute(query, user.binds()).mappings().one_or_none()
    if row is None:
        raise VillagePlanNotFound
    return VillagePlanRead.model_validate(dict(row))


def add(session: Session, user: Caller, form: VillagePlanCreate) -> VillagePlanRead:
    check_village(session, user, form.region_code)
    row = VillagePlan(county=user.county, **form.model_dump())
    _keep(session, row, VillagePlanTaken)
    _audit(session, row, "village_plan.added")
    return read(session, user, row.id)


def change(session: Session, user: Caller, plan_id: UUID, form: VillagePlanFields, version: int) -> VillagePlanRead:
    row = _locked(session, user, VillagePlan, plan_id, VillagePlanNotFound)
    check_version(row, version)
    given = form.model_dump(exclude_unset=True)
    if given.get("title", "") is None or given.get("last_year", 0) is None:
        raise ValidationFailed.at("/title", "missing", "名称和结束年份必填")
    if given.get("last_year", row.last_year) < row.first_year:
        raise ValidationFailed.at("/last_year", "before_start", "结束年份不能早于起始年份")
    _set(session, row, given, VillagePlanTaken)
    return read(session, user, row.id)


def put_goal(
    session: Session, user: Caller, plan_id: UUID, goal_id: UUID, form: GoalPut, version: int | None
) -> VillagePlanRead:
    """A new goal under an id of the client's, or a changed one; changing needs its version."""
    plan = _locked(session, user, VillagePlan, plan_id, VillagePlanNotFound)
    mine = select(VillageGoal).where(within(VillageGoal, user), VillageGoal.id == goal_id)
    row = session.scalar(mine.with_for_update())
    if row is None:
        row = VillageGoal(county=plan.county, region_code=plan.region_code, id=goal_id, village_plan_id=plan.id)
        for name, value in form.model_dump().items():
            setattr(row, name, value)
        _keep(session, row, GoalNotFound)
        _audit(session, plan, "village_goal.added", text=form.text)
    else:
        if row.village_plan_id != plan.id:
            raise GoalNotFound
        check_version(row, version or 0)
        _set(session, row, form.model_dump(), GoalNotFound)
    return read(session, user, plan.id)


def drop_goal(session: Session, user: Caller, goal_id: UUID, version: int) -> None:
    row = _locked(session, user, VillageGoal, goal_id, GoalNotFound)
    check_version(row, version)
    _audit(session, row, "village_goal.dropped", text=row.text)
    session.delete(row)


def read_project(session: Session, user: Caller, project_id: UUID) -> ProjectRead:
    return queries.PROJECTS.one(session, ProjectRead, {**user.binds(), "id": project_id}, ProjectNotFound)


def add_project(session: Session, user: Caller, form: ProjectCreate) -> ProjectRead:
    here = select(func.count()).where(Region.code == form.region_code, holding(clock.business_date()))
    if not form.region_code.startswith(user.region_code) or not session.scalar(here):
        raise ValidationFailed.at("/region_code", "outside_area", "不在您的辖区内")
    values = form.model_dump(exclude_none=True)
    _check_project(session, user, values, form.region_code)
    row = VillageProject(county=user.county, **values)
    _keep(session, row, ProjectTaken)
    _audit(session, row, "village_project.added", name=row.name)
    return read_project(session, user, row.id)


def change_project(session: Session, user: Caller, project_id: UUID, form: ProjectFields, version: int) -> ProjectRead:
    row = _locked(session, user, VillageProject, project_id, ProjectNotFound)
    check_version(row, version)
    given = form.model_dump(exclude_unset=True)
    for name in ("name", "category", "progress"):
        if name in given and given[name] is None:
            raise ValidationFailed.at(f"/{name}", "missing", "必填")
    _check_project(session, user, given, row.region_code)
    if (given.get("due_on", row.due_on) or date.max) < (given.get("starts_on", row.starts_on) or date.min):
        raise ValidationFailed.at("/due_on", "before_start", "完成时间不能早于开始时间")
    _set(session, row, given, ProjectTaken)
    return read_project(session, user, row.id)


def _check_project(session: Session, user: Caller, given: dict[str, Any], region_code: str) -> None:
    """A village's project carries its own village's plan; a township's may carry that of any of its villages."""
    policy.check_codes(session, LISTS, given)
    plan_id = given.get("village_plan_id")
    if plan_id is not None:
        plan = _locked(session, user, VillagePlan, plan_id, VillagePlanNotFound)
        if not plan.region_code.startswith(region_code):
            raise ValidationFailed.at("/village_plan_id", "elsewhere", "这份村规划是别的村的")


def _locked(session: Session, user: Caller, table: Any, row_id: UUID, missing: type[Problem]) -> Any:
    row = session.scalar(queries.visible(table, user).where(table.id == row_id).with_for_update())
    if row is None:
        raise missing
    return row


def _keep(session: Session, row: Any, taken: type[Problem]) -> None:
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise taken from error


def _set(session: Session, row: Any, given: dict[str, Any], taken: type[Problem]) -> None:
    for name, value in given.items():
        setattr(row, name, value)
    told = audit.changes(row)
    _keep(session, row, taken)
    if told:
        _audit(session, row, f"{row.__tablename__}.changed", changes=told)


def _audit(session: Session, row: Any, action: str, **details: Any) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=(row.__tablename__, row.id), **details
    )
