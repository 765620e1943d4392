"""Batch operations at a county's records: previewed, done, looked at by the rules afterwards, against a plain UPDATE.

`YIHU_RECORDS=5000` limits how many records each kind gets, `YIHU_HOUSEHOLDS=20000` makes a smaller county.
"""

import os
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks import monitored
from benchmarks.county import postgres
from benchmarks.jobs import do
from benchmarks.rules import MORE
from benchmarks.visits import COUNTY, prepare
from yihu import worker
from yihu.accounts.access import Caller
from yihu.accounts.models import Role
from yihu.kernel import clock
from yihu.kernel.jobs import work
from yihu.loans import rounds
from yihu.monitoring import alerts
from yihu.monitoring.jobs import judge_county
from yihu.operations import service
from yihu.operations import working as _working  # noqa: F401  its kinds of work are known
from yihu.operations.models import OperationRun
from yihu.operations.operation import OPERATIONS
from yihu.operations.schemas import OperationForm

RECORDS = int(os.environ.get("YIHU_RECORDS", "100000"))
RATE, MINUTES = 1000, 10
"""Records per second of an act, and how long all of a kind may take, the rules after it included."""
OFFICER = UUID("01999999-0000-7000-8000-000000000001")
USER = Caller(OFFICER, uuid4(), "岳建平", Role.COUNTY_OFFICER, COUNTY, must_change_password=False)

READY = (
    """
    insert into app_user (id, username, name, role, region_code, password_hash)
    values (:officer, 'xianji', '岳建平', 'county_officer', :county, '-') on conflict do nothing
    """,
    """
    insert into pairing (county, region_code, helper_id, kind, household_id, helper_name, helper_level, valid_from)
    select h.county, h.region_code, w.id, 'party_delegate', h.id, w.name, w.level, '2025-01-01'
    from household h join helper w on w.county = h.county and w.region_code = h.region_code
      and w.roster_no = (1 + abs(hashtext(h.household_no)) % 10)::text
    where h.county = :county and not exists (select from pairing p where p.county = :county and p.household_id = h.id)
    """,
    """
    update plan set state = 'submitted', submitted_at = now(), author_id = null, submitted_by = null
    where county = :county and state = 'active' and abs(hashtext(id::text)) % 2 = 0
    """,
    """
    insert into loan_notice (county, region_code, loan_id, household_id, rung, due_on, raised_on, deadline_on)
    select county, region_code, id, household_id, 'reminder', due_on, cast(:day as date) - 90, due_on - 30 from loan
    where county = :county on conflict do nothing
    """,
    """
    update loan_notice set state = 'delivered', delivered_on = raised_on, outcome = 'signed', receiver_name = '户主',
           cancelled_why = null where county = :county and rung = 'reminder'
    """,
    "analyze",
)


@dataclass(frozen=True)
class Case:
    operation: str
    filters: Mapping[str, Any]
    parameters: Mapping[str, Any]
    by_hand: str
    """The plain UPDATE of the same rows: `:ids`."""


def _cases() -> list[Case]:
    with work() as session:
        helper = str(session.scalar(text("select id from helper where county = :county limit 1"), {"county": COUNTY}))
    day = str(clock.business_date())
    return [
        Case("households.reclassify", {}, {"status": "exited", "household_class": "verge", "source": "通江监测〔2026〕3号"},
             "update household set household_class = 'verge', status = 'exited', version = version + 1, updated_at = now()"),
        Case("alerts.assign", {"open": True}, {"assignee_id": str(OFFICER)},
             "update alert set assignee_id = null, version = version + 1, updated_at = now()"),
        Case("pairings.end", {}, {"valid_to": day, "end_reason": "left_post"},
             "update pairing set end_note = '-', version = version + 1, updated_at = now()"),
        Case("plans.return", {"state": ["submitted"]}, {"note": "措施空泛，请重写"},
             "update plan set review_note = '-', version = version + 1, updated_at = now()"),
        Case("measures.assign", {}, {"helper_id": helper},
             "update measure set owner_name = '-', version = version + 1, updated_at = now()"),
        Case("loan-notices.redeliver", {"state": ["delivered"]}, {"reason": "送达记录有误，重新送达"},
             "update loan_notice set note = '-', version = version + 1"),
    ]  # fmt: skip


def measure() -> None:
    with postgres() as server:
        prepare(server, MORE, _fill)
        for case in _cases():
            _one(case)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MB, load {os.getloadavg()[0]:.1f}", flush=True)


def _fill(session: Session) -> None:
    monitored.fill(session)
    day = clock.business_date()
    rounds.raise_notices(session, COUNTY, day)
    for statement in READY:
        session.execute(text(statement), {"county": COUNTY, "officer": OFFICER, "day": day})
    alerts.judge_each(alerts.within(session), COUNTY, day)


def _one(case: Case) -> None:
    found = OPERATIONS[case.operation]
    run_id, seconds = _asked(case), {}
    seconds["preview"] = _timed(lambda: do("operation.preview", OperationRun, COUNTY, run_id, OFFICER))
    seen = _counts(run_id)
    many = max(seen["foreseen"], 1)
    hand = _timed(lambda: _by_hand(case, run_id))
    seconds["act"] = _timed(lambda: do("operation.do", OperationRun, COUNTY, run_id, OFFICER))
    done = _counts(run_id)
    assert done["succeeded"] == seen["foreseen"], done
    seconds["rules"] = _timed(_watch)
    if found.undo is not None:
        seconds["taken back"] = _timed(lambda: do("operation.reverse", OperationRun, COUNTY, run_id, OFFICER))
        seconds["rules again"] = _timed(_watch)
        done = _counts(run_id)
    told = ", ".join(f"{name} {spent:.1f} s" for name, spent in seconds.items())
    rate, ratio = many / seconds["act"], seconds["act"] / hand
    print(
        f"{case.operation:24} {seen['total']} records, {many} to do: {told}; {rate:.0f} records/s of {RATE},"
        f" {ratio:.1f} times a plain UPDATE ({hand:.1f} s); all in {sum(seconds.values()) / 60:.1f} of {MINUTES} min;"
        f" reversed {done['reversed']}, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _asked(case: Case) -> UUID:
    """As the page asks, cut at `RECORDS`."""
    found = OPERATIONS[case.operation]
    binds = {**USER.binds(), "today": clock.business_date(), **case.filters}
    whole = found.listing.whole(list(case.filters), found.listing.default_sort)
    with work(USER.area) as session:
        key = whole.selected_columns.id
        ids = session.scalars(whole.with_only_columns(key).limit(RECORDS), binds).all()
        form = OperationForm(operation=case.operation, ids=[uuid4()], parameters=dict(case.parameters))
        run_id = service.ask(session, USER, form, None).id
        row = session.get(OperationRun, (COUNTY, run_id))
        assert row is not None
        row.chosen = {"ids": [str(one) for one in ids]}
        return run_id


def _by_hand(case: Case, run_id: UUID) -> None:
    """Rolled back."""
    with work() as session:
        ids = session.scalars(
            text(
                "select target_id from operation_row where county = :county and run_id = :run_id and state = 'foreseen'"
            ),
            {"county": COUNTY, "run_id": run_id},
        ).all()
        for start in range(0, len(ids), 1000):
            where = " where county = :county and id = any(:ids)"
            session.execute(text(case.by_hand + where), {"county": COUNTY, "ids": list(ids[start : start + 1000])})
        session.rollback()


def _counts(run_id: UUID) -> dict[str, Any]:
    with work() as session:
        row = session.scalar(select(OperationRun).where(OperationRun.county == COUNTY, OperationRun.id == run_id))
        assert row is not None
        assert row.counts, row.state
        return dict(row.counts)


LOOKS = text("delete from procrastinate_jobs where task_name = 'judge_county' returning args")


def _watch() -> None:
    """What the worker does after it: all facts at once, and the looks at the county that they ask for."""
    worker.watch_facts.func(COUNTY)
    with work() as session:
        asked = session.scalars(LOOKS).all()
    for args in asked:
        judge_county.func(**args)


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began
