from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Row,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    extract,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.jobs.kinds import KINDS
from yihu.jobs.models import Job, JobState
from yihu.kernel.paging import Listing, any_of
from yihu.regions.models import Region

MINE = Job.asked_by == bindparam("me", type_=Uuid)
NAMES = (
    "id", "kind", "about", "subject_kind", "subject_id", "region_code", "state", "result", "problem", "asked_by_name",
    "created_at", "started_at", "finished_at", "version",
)  # fmt: skip


def eta() -> ColumnElement[Any]:
    """Seconds to go at the pace so far."""
    spent = extract("epoch", func.now() - Job.started_at)
    known = (Job.state == JobState.RUNNING) & (Job.done > 0) & (Job.total >= Job.done)
    return case(
        (known, cast(func.ceil(spent * (Job.total - Job.done) / Job.done), Integer)), else_=cast(null(), Integer)
    )


def progress() -> ColumnElement[Any]:
    names = ("done", "total", "failed", "phase")
    return func.json_build_object(*(part for name in names for part in (name, getattr(Job, name))), "eta_s", eta())


@cache
def jobs() -> Listing:
    """Long work that the caller has asked for, or others of his area who do what he may do. Built once all rooms are known."""
    region = select(Region.short_name).where(Region.code == Job.region_code).scalar_subquery()
    seen = or_(MINE, Job.kind == func.any(bindparam("kinds", type_=ARRAY(Text))))
    return Listing(
        base=select(
            *(getattr(Job, name) for name in NAMES),
            case({name: kind.title for name, kind in KINDS.items()}, value=Job.kind, else_=Job.kind).label("title"),
            region.label("region_name"), progress().label("progress"), MINE.label("mine"),
            func.jsonb_array_length(Job.files).label("file_count"),
            ((Job.state == JobState.RUNNING) & Job.cancel_asked_at.is_not(None)).label("cancelling"),
        ),
        area=within_binds(Job) & seen,
        filters={
            "id": Job.id == bindparam("id", type_=Uuid),
            "kind": any_of(Job.kind, "kind"),
            "state": any_of(Job.state, "state"),
            "mine": bindparam("mine") == MINE,
        },
        sorts={"created_at": (Job.created_at, Job.id)},
        default_sort="-created_at",
    )  # fmt: skip


def asking(user: Caller) -> dict[str, Any]:
    seen = [kind.name for kind in KINDS.values() if kind.seen_with & user.permissions]
    return {**user.binds(), "me": user.id, "kinds": seen}


def of_job(row: Any, column: Any) -> ColumnElement[Any]:
    """A column of the latest job of a county row that has a `job_id`; 0 for counts when there is none. Binds: county."""
    found = select(column).where(Job.county == bindparam("county"), Job.id == row.job_id).scalar_subquery()
    shown = func.coalesce(found, 0) if isinstance(column.type, Integer) else found
    return shown.label(column.key)


def one(session: Session, user: Caller, job_id: UUID) -> Row[Any] | None:
    listing = jobs()
    query = listing.rows("id").add_columns(Job.files, Job.files_until)
    return session.execute(query, {**asking(user), "id": job_id}).one_or_none()
