"""R01 for the other long work: kill -9 of API, worker and PostgreSQL in the middle of exports, operations and comparisons.

Each has to end by itself; a file holds each row once, a record is worked on once, a line of a list stands once. Takes minutes: it
runs only when it is named.
"""

import csv
import hashlib
import io
import json
import os
import random
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from uuid import uuid4

from psycopg import Connection

from benchmarks.county import HOME
from benchmarks.house import PATIENCE, PORT, VICTIMS, House, house
from benchmarks.kills import DAY
from yihu.kernel.embedded import Embedded
from yihu.seed.national_export import sample_rows

ROWS = 100_000
"""Members that are put on file before, a third as many households."""
PLACE = HOME / "kills-jobs"
PER_JOB, BEFORE, AFTER = 4, 0.2, 5.0
"""Kills of each job, and the seconds before each."""
COMPARED = 20_000


@dataclass
class Siege:
    house: House
    chance: random.Random
    back: list[float] = field(default_factory=list)
    killed: int = 0
    wrong: list[str] = field(default_factory=list)

    def ended(self, path: str, busy: tuple[str, ...]) -> dict[str, Any]:
        """Kill until it has been killed often enough, then wait until it has ended by itself."""
        until, killed = time.monotonic() + PATIENCE, 0
        while (told := self.house.ask("GET", path))["state"] in busy:
            if time.monotonic() > until:
                raise TimeoutError(path)
            time.sleep(self.chance.uniform(BEFORE, AFTER))
            if killed < PER_JOB:
                killed += 1
                self._kill(path)
        return dict(told)

    def _kill(self, path: str) -> None:
        who, began = self.chance.choice(list(VICTIMS)), time.monotonic()
        self.house.kill(who)
        self.house.ask("GET", path)
        self.back.append(time.monotonic() - began)
        self.killed += 1

    def post(self, path: str, form: dict[str, Any], **headers: str) -> Any:
        return self.house.ask("POST", path, json.dumps(form).encode(), **{"Idempotency-Key": str(uuid4()), **headers})

    def expect(self, what: str, found: Any, wanted: Any) -> None:
        if found != wanted:
            self.wrong.append(f"{what}: {found}, not {wanted}")


def measure() -> None:
    began = time.monotonic()
    with house(PLACE) as one:
        one.sign_in()
        siege = Siege(one, random.Random(27))
        _fill(siege)
        for part in (_exports, _operation, _comparison):
            before = siege.killed, time.monotonic()
            said = part(siege)
            print(f"    {said}; {siege.killed - before[0]} kills, {time.monotonic() - before[1]:.0f} s", flush=True)
    for what in siege.wrong:
        print(f"    BROKEN {what}")
    print(
        f"R01 {siege.killed} kills amid exports, operations, comparisons: {len(siege.wrong)} broken; answered again after"
        f" {median(siege.back):.1f} s (median), {max(siege.back):.1f} s at most; {time.monotonic() - began:.0f} s,"
        f" load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    if siege.wrong:
        sys.exit(1)


def _listed(siege: Siege, profile: str, rows: list[dict[str, Any]], attend: Callable[[str, str], None]) -> dict:
    """A list on its way in; `attend` waits for the end of each of its states."""
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    data = target.getvalue().encode()
    form = {"profile": profile, "file_name": f"{profile}.csv", "size": len(data)}
    path = f"/imports/{siege.post('/imports', form)['id']}"
    siege.house.ask("PUT", f"{path}/data", data, **{"Content-Type": "application/octet-stream"})
    attend(path, "validating")
    siege.post(f"{path}:start", {})
    attend(path, "running")
    return dict(siege.house.ask("GET", path))


def _fill(siege: Siege) -> None:
    def wait(path: str, state: str) -> None:
        while siege.house.ask("GET", path)["state"] == state:
            time.sleep(1)

    told = _listed(siege, "households", sample_rows(ROWS, DAY, seed=77), wait)
    print(f"    on file: {told['counts']}", flush=True)


def _exports(siege: Siege) -> str:
    (homes,) = _stored("select count(*) from household")
    for form in ("csv", "ndjson", "xlsx"):
        job = siege.ended(f"/jobs/{siege.post('/exports', {'list': '/households', 'format': form})['id']}", BUSY)
        siege.expect(f"{form} export", job["state"], "succeeded")
        (file,) = job["files"]
        asked = urllib.request.Request(f"http://127.0.0.1:{PORT}{file['url']}")
        asked.add_header("Authorization", f"Bearer {siege.house.token}")
        with urllib.request.urlopen(asked, timeout=60) as answer:
            data = answer.read()
        siege.expect(f"{form} checksum", hashlib.sha256(data).hexdigest(), file["sha256"])
        if form == "ndjson":
            ids = [json.loads(line)["id"] for line in data.splitlines()]
            siege.expect("rows of the export", (len(ids), len(set(ids))), (homes, homes))
        siege.expect(f"{form} rows", file["rows"], homes)
    return f"3 exports of {homes} rows"


def _operation(siege: Siege) -> str:
    parameters = {"household_class": "verge", "source": "通江监测〔2026〕3号"}
    form = {"operation": "households.reclassify", "list": "/households", "parameters": parameters}
    path = f"/operations/{siege.post('/operations', form)['id']}"
    seen = siege.ended(path, ("previewing",))
    wanted = seen["counts"]["foreseen"]
    siege.post(f"{path}:start", {}, **{"If-Match": f'"{seen["version"]}"'})
    done = siege.ended(path, ("running",))
    siege.expect("records done", done["counts"]["succeeded"], wanted)
    told = _stored(
        "select count(*), count(distinct subject_id) from audit_entry where action = 'household.reclassified'"
    )
    siege.expect("audit rows and households", told, (wanted, wanted))
    return f"an operation at {wanted} households"


def _comparison(siege: Siege) -> str:
    numbers = [row for (row,) in _all("select household_no from household order by 1 limit %s", COMPARED)]
    rows = [
        {"项目": "住房", "名单日期": "2026-11-10", "户编号": number, "姓名": "张三", "房屋等级": "C级"}
        for number in numbers
    ]
    told = _listed(siege, "department_lists", rows, lambda path, state: siege.ended(path, (state,)) and None)
    siege.expect("the list", (told["state"], told["counts"]["new"]), ("succeeded", len(rows)))
    found = _stored(
        "select count(*), count(distinct household_id) from department_entry where item = 'housing' and standing <> 'only_ours'"
        " and listed_on = '2026-11-10'"
    )
    siege.expect("lines and households", found, (len(rows), len(rows)))
    return f"a list of {len(rows)} compared"


BUSY = ("waiting", "running")


def _all(sql: str, *binds: Any) -> list[tuple[Any, ...]]:
    with Connection.connect(Embedded(PLACE / "postgres").url().replace("+psycopg", "")) as connection:
        return list(connection.execute(sql, binds))


def _stored(sql: str) -> tuple[Any, ...]:
    return _all(sql)[0]
