from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, case, func, or_, select

from yihu.accounts.access import Caller, within, within_binds
from yihu.exchange.models import ImportBatch, ImportMapping, ImportRow
from yihu.exchange.problems import ImportNotYours, ProfileNotFound
from yihu.exchange.profile import Profile
from yihu.exchange.profiles import PROFILES
from yihu.exchange.states import DONE, ENDED, State
from yihu.jobs.models import Job, JobState
from yihu.kernel.paging import Listing, any_of

r, b = ImportRow, ImportBatch


def profile_of(user: Caller, name: str) -> Profile:
    profile = PROFILES.get(name)
    if profile is None:
        raise ProfileNotFound
    if profile.permission not in user.permissions:
        raise ImportNotYours
    return profile


def mine(user: Caller, of: type[ImportBatch | ImportMapping] = ImportBatch) -> ColumnElement[bool]:
    """Lists of the caller's area that he could import himself."""
    return within(of, user) & of.profile.in_(_importable(user))


def _importable(user: Caller) -> list[str]:
    return [profile.name for profile in PROFILES.values() if profile.permission in user.permissions]


def mappings(user: Caller) -> Select[ImportMapping]:
    return select(ImportMapping).where(mine(user, ImportMapping))


def visible(user: Caller) -> Select[ImportBatch]:
    return select(b).where(mine(user))


def asking(user: Caller) -> dict[str, Any]:
    return {**user.binds(), "importable": _importable(user)}


def _is(*states: State) -> ColumnElement[bool]:
    return or_(*(b.state == state.value for state in states))


@cache
def lists() -> Listing:
    """Lists as they are told, with how far the latest work at each is."""
    phase = case((Job.state == JobState.WAITING, "waiting"), else_=Job.phase)
    progress = ("done", func.coalesce(Job.done, 0), "total", func.coalesce(Job.total, 0), "phase", phase)
    return Listing(
        base=select(
            b.id, b.profile, case({profile.name: profile.title for profile in PROFILES.values()}, value=b.profile).label("title"),
            b.direct, b.file_name, b.state, b.job_id, func.json_build_object(*progress).label("progress"), b.counts, b.suspicious,
            b.columns, b.mapping, b.ignored_columns, b.created_by_name.label("created_by"), b.created_at, Job.started_at,
            case((_is(*ENDED), Job.finished_at)).label("finished_at"), _is(*DONE).label("reversible"), Job.problem,
        ).outerjoin(Job, (Job.county == bindparam("county")) & (Job.id == b.job_id)),
        area=within_binds(b) & any_of(b.profile, "importable"),
        filters={
            "profile": any_of(b.profile, "profile"),
            "state": any_of(b.state, "state"),
            "direct": b.direct == bindparam("direct"),
            "q": func.strpos(func.lower(b.file_name), bindparam("q", type_=Text)) > 0,
        },
        sorts={"created_at": (b.created_at, b.id)},
        default_sort="-created_at",
    )  # fmt: skip


def _base() -> Select[*tuple[Any, ...]]:
    return select(r.row_no, r.rows, r.action, r.label, r.target_id.label("household_id"), r.changes, r.errors, r.data)


ROWS = Listing(
    base=_base(),
    area=within_binds(r) & (r.import_id == bindparam("import_id")),
    filters={"action": r.action == bindparam("action")},
    sorts={"row_no": (r.row_no,)},
    default_sort="row_no",
)
