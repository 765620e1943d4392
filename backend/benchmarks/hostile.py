"""R13: a thousand hostile files through the API, two at a time, their jobs done as the worker does them.

Each must be told about in words or be read exactly: no crash, no 5xx, no value stored that nobody wrote, under 10 s, and no
reading process over 512 MB. Where the clock says more than 10 s, others may have had the machine: then the CPU time of all
processes of ours counts, its twin's included. `YIHU_HOSTILE=seed,first,count` makes another set or a part of one. Takes
minutes: it runs only when it is named.
"""

import http.client
import json
import os
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import uuid4

import psutil
import structlog
from pydantic import SecretStr
from sqlalchemy import text

from benchmarks import hostile_cells, hostile_sheets, hostile_whole  # noqa: F401  their ways are known
from benchmarks.bad_rows import FILL
from benchmarks.county import PASSWORD, County, anew, cpu, postgres
from benchmarks.hostile_files import File, make
from benchmarks.online import PORT, serving, sign_in
from yihu.exchange import jobs as _jobs  # noqa: F401  its kinds of work are known
from yihu.exchange.jobs import DISTURBED
from yihu.households import identity
from yihu.jobs.running import BROKEN, do_job
from yihu.kernel import clock
from yihu.kernel.jobs import work
from yihu.kernel.settings import settings
from yihu.seed import accounts

SEED, FIRST, COUNT = map(int, os.environ.get("YIHU_HOSTILE", "13,0,1000").split(","))
COUNTY, DATABASE, HOMES = "511921", "hostile", 400
SECONDS, MEMORY = 10.0, 512 * 2**20
AT_ONCE = 2
REFUSALS = (413, 415, 422)
"""Statuses that say something of a file."""
SIGNED_IN = 300
"""Seconds after which to sign in anew: a token ends sooner than the run."""
DONE = ("succeeded", "succeeded_with_errors")
FILED = text("select household_no from household order by household_no")
RATED = text(
    """
    select h.household_no, to_char(r.rated_on, 'YYYY-MM-DD'), r.grade, coalesce(r.credit_limit::text, '')
    from credit_rating r join household h on h.county = r.county and h.id = r.household_id where r.source = :source
    """
)
LIVING = text(
    """
    select h.household_no, m.name, m.id_masked || to_char(m.born_on, 'YYYYMMDD')
    from member m join household h on h.county = m.county and h.id = m.household_id where h.household_no like :mine
    """
)


class AnsweredError(Exception):
    """Other than hoped for."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"{status} {body[:300]!r}")
        self.status = status


@dataclass
class Found:
    states: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    stored: int = 0
    peak: int = 0
    waited: float = 0.0
    """The longest by the clock."""


def measure() -> None:
    settings().security.demo_password = SecretStr(PASSWORD)
    found, began = Found(), time.monotonic()
    structlog.configure(processors=[_listening(found), *structlog.get_config()["processors"]])
    with postgres() as server:
        anew(server, DATABASE, lambda session: session.execute(text(FILL), {"county": COUNTY, "rows": HOMES}))
        with work() as session:
            accounts.create(session, PASSWORD, clock.business_date())
            homes = list(session.scalars(FILED))
        county = County(server, server.url(DATABASE))
        with serving(county) as api:
            ours = (psutil.Process(), county.postmaster)
            ended = threading.Event()
            watch = threading.Thread(target=_watch, args=(found, ended))
            watch.start()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(
                    pool.map(
                        lambda number: _one_file(_token(), make(SEED, number, homes), number, found, ours),
                        range(FIRST, FIRST + COUNT),
                    )
                )
            ended.set()
            watch.join()
            if not api.is_running():
                found.broken.append("the API went down")
    _tell(found, time.monotonic() - began)


def _listening(found: Found) -> structlog.typing.Processor:
    """A reading process may be ended by its limits; an exception that nobody caught is a fault of ours."""

    def listen(_logger: Any, _name: str, event: Any) -> Any:
        if event["event"] == "list_unreadable":
            found.told[f"reading process ended with {event['code']}"] += 1
            if event["code"] == 1:
                found.broken.append(f"a reading process failed: {event['said'][-300:]}")
            raise structlog.DropEvent
        return event

    return listen


def _token() -> str:
    return _token_of(int(time.monotonic() // SIGNED_IN))


@lru_cache(maxsize=1)
def _token_of(_turn: int) -> str:
    return sign_in()


def _tell(found: Found, took: float) -> None:
    if found.peak > MEMORY:
        found.broken.append(f"a reading process took {found.peak / 2**20:.0f} MB")
    for problem, times in found.told.most_common():
        print(f"    {times:4} {problem}")
    for what in found.broken:
        print(f"    BROKEN {what}")
    print(
        f"R13 {COUNT} hostile files of seed {SEED}: {dict(found.states)}; {found.stored} rows stored;"
        f" slowest {found.slowest[0]:.1f} s ({found.slowest[1]}); a reading process took {found.peak / 2**20:.0f} MB at most;"
        f" {took:.0f} s, at most {found.waited:.1f} s of the clock a file, load {os.getloadavg()[0]:.1f}; broken: {len(found.broken)}",
        flush=True,
    )
    if found.broken:
        sys.exit(1)


def _one_file(token: str, file: File, number: int, found: Found, ours: tuple[psutil.Process, ...]) -> None:
    name = f"{file.name} ({', '.join(file.ways)})"
    try:
        began, used = time.monotonic(), cpu(*ours)
        told = _sent(token, file)
        waited = time.monotonic() - began
        seconds = waited if waited <= SECONDS else min(waited, cpu(*ours) - used)
    except AnsweredError as error:
        if error.status not in REFUSALS:
            found.broken.append(f"{name}: {error}")
        found.states[f"refused with {error.status}"] += 1
        return
    found.states[told["state"]] += 1
    found.waited = max(found.waited, waited)
    if number % 100 == 99:
        print(f"    {number + 1}: {dict(found.states)}, broken {len(found.broken)}", flush=True)
    if seconds > found.slowest[0]:
        found.slowest = (seconds, name)
    if seconds > SECONDS:
        found.broken.append(f"{name}: {seconds:.1f} s")
    if told["state"] == "failed":
        found.told[told["problem"] or "no reason given"] += 1
        if told["problem"] in (None, BROKEN, DISTURBED):
            found.broken.append(f"{name}: {told['problem']}")
    stored = _stored(file, number)
    found.stored += len(stored)
    if wrong := stored - _meant(file):
        print(f"    {name}: {sorted(wrong)[:2]}", flush=True)
        found.broken.append(f"{name}: stored {sorted(wrong)[:3]}")
    if stored and told["state"] not in DONE:
        found.broken.append(f"{name}: stored rows though {told['state']}")


def _sent(token: str, file: File) -> dict[str, Any]:
    """Open, send, and start if there is anything to write; how it ended."""
    form = {"profile": file.profile, "file_name": file.name, "size": len(file.data)}
    made = _ask(token, "POST", "/imports", json.dumps(form).encode())["id"]
    told = _worked(token, _ask(token, "PUT", f"/imports/{made}/data", file.data))
    if told["state"] == "ready" and told["counts"]["new"] + told["counts"]["changed"]:
        told = _worked(token, _ask(token, "POST", f"/imports/{made}:start", b"{}"))
    return told


def _worked(token: str, told: dict[str, Any]) -> dict[str, Any]:
    do_job.func(COUNTY, told["job_id"])
    return _ask(token, "GET", f"/imports/{told['id']}")


def _ask(token: str, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=600)
    kind = "application/octet-stream" if method == "PUT" else "application/json"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind, "Idempotency-Key": str(uuid4())}
    connection.request(method, f"/api/v1{path}", body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    if answer.status >= 400:
        raise AnsweredError(answer.status, data)
    return dict(json.loads(data))


def _stored(file: File, number: int) -> set[tuple[str, ...]]:
    with work() as session:
        rated = file.profile == "credit_ratings"
        rows = (
            session.execute(RATED, {"source": file.name})
            if rated
            else session.execute(LIVING, {"mine": f"H{number:05}%"})
        )
        return {tuple(row) for row in rows}


def _meant(file: File) -> set[tuple[str, ...]]:
    if file.profile == "credit_ratings":
        return set(file.truth)
    people = [(home, name, identity.parse(number)) for home, name, number in file.truth]
    return {(home, name, f"{person.masked}{person.born_on:%Y%m%d}") for home, name, person in people}


def _watch(found: Found, ended: threading.Event) -> None:
    """The highest memory of any reading process; the kernel keeps the mark."""
    while not ended.wait(0.05):
        for child in psutil.Process().children(recursive=True):
            try:
                if "yihu.exchange.child" in " ".join(child.cmdline()):
                    found.peak = max(found.peak, _mark(child.pid))
            except (psutil.Error, OSError):
                continue


def _mark(pid: int) -> int:
    with open(f"/proc/{pid}/status") as status:  # noqa: PTH123  no path of ours
        kept = next((line for line in status if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(kept.split()[1]) * 1024
