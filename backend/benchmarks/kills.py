"""R01: kill -9 of API, worker and PostgreSQL at random moments of 100,000-row imports, under `yihu run`.

Nothing acknowledged may be lost, applied by halves or twice, or be without its audit rows, and each import has to end by
itself. Takes minutes: it runs only when it is named.
"""

import json
import random
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from psycopg import Connection, OperationalError

from benchmarks.county import HOME
from benchmarks.house import PATIENCE, VICTIMS, House, house
from yihu.kernel.embedded import Embedded
from yihu.seed.national_export import sample_rows, write

ROWS, KILLS, DAY = 100_000, 20, date(2026, 11, 23)
PER_STEP = 5
"""Kills while a list is checked, and again while it is carried out."""
PLACE = HOME / "kills"
BEFORE, AFTER = 0.5, 12.0
"""Seconds between two kills."""
LOST, PARTIAL, DOUBLED, GAPS = "lost", "partial", "duplicates", "audit gaps"


def measure() -> None:
    chance, back = random.Random(26), list[float]()
    found = dict.fromkeys((LOST, PARTIAL, DOUBLED, GAPS), 0)
    began = time.monotonic()
    with house(PLACE) as one:
        one.sign_in()
        killed = lists = 0
        while killed < KILLS:
            lists += 1
            killed += _one_list(one, lists, chance, back, found)
    told = ", ".join(f"{what} {count}" for what, count in found.items())
    print(
        f"R01 {killed} kills in {lists} lists of {ROWS} rows: {told}; every list ended by itself;"
        f" answered again after {median(back):.1f} s (median), {max(back):.1f} s at most; {time.monotonic() - began:.0f} s",
        flush=True,
    )
    if any(found.values()):
        sys.exit(1)


def _one_list(one: House, number: int, chance: random.Random, back: list[float], found: dict[str, int]) -> int:
    """Check and carry out one list under fire; returns the kills."""
    data = _list(number).read_bytes()
    before = _stored()
    form = json.dumps({"profile": "households", "file_name": f"{number}.csv", "size": len(data)}).encode()
    made = one.ask("POST", "/imports", form, **{"Idempotency-Key": str(uuid4())})["id"]
    one.ask("PUT", f"/imports/{made}/data", data, **{"Content-Type": "application/octet-stream"})
    killed = _under_fire(one, made, "validating", chance, back)
    one.ask("POST", f"/imports/{made}:start", b"{}", **{"Idempotency-Key": str(uuid4())})
    killed += _under_fire(one, made, "running", chance, back)
    _compare(one.ask("GET", f"/imports/{made}"), before, _stored(), found)
    return killed


def _list(number: int) -> Path:
    """People whom no other list names: what it adds can be counted."""
    path = HOME / f"killed-{number}.csv"
    if not path.exists():
        rows = sample_rows(ROWS, DAY, seed=100 + number)
        for row in rows:
            row |= {column: f"{number}-{row[column]}" for column in ("户编号", "人编号")}
        write(path, rows)
    return path


def _under_fire(one: House, made: str, state: str, chance: random.Random, back: list[float]) -> int:
    """Kill while the list is in this state, then wait until it has left it by itself."""
    killed, until = 0, time.monotonic() + PATIENCE
    while killed < PER_STEP:
        time.sleep(chance.uniform(BEFORE, AFTER))
        if one.ask("GET", f"/imports/{made}")["state"] != state:
            return killed
        who = chance.choice(list(VICTIMS))
        one.kill(who)
        killed, began = killed + 1, time.monotonic()
        one.ask("GET", f"/imports/{made}")
        back.append(time.monotonic() - began)
        print(f"    {who} killed while {state}, answered after {back[-1]:.1f} s", flush=True)
    while one.ask("GET", f"/imports/{made}")["state"] == state:
        if time.monotonic() > until:
            raise TimeoutError(state)
        time.sleep(1)
    return killed


STORED = """
    select (select count(*) from household), (select count(*) from member), (select count(*) from import_row),
           (select count(*) from fact where name = 'HouseholdRegistered'),
           (select count(*) from audit_entry where action = 'household.imported'),
           (select count(*) from audit_entry where action = 'import.applied'),
           (select count(*) from member m left join household h on h.county = m.county and h.id = m.household_id
            where h.id is null or m.region_code <> h.region_code),
           (select count(*) from (select from member where left_on is null and id_hash is not null
                                  group by id_hash having count(*) > 1) twice)
"""


def _stored() -> tuple[int, ...]:
    url = Embedded(PLACE / "postgres").url().replace("+psycopg", "")
    for _ in range(100):
        try:
            with Connection.connect(url) as connection:
                row = connection.execute(STORED).fetchone()
                assert row
                return tuple(row)
        except OperationalError:
            time.sleep(0.5)
    raise TimeoutError


def _compare(report: dict[str, Any], before: tuple[int, ...], after: tuple[int, ...], found: dict[str, int]) -> None:
    """What is stored against what the list held and the report says."""
    counts = report["counts"]
    homes, people, lines, facts, audits, applied, astray, twice = (b - a for a, b in zip(before, after, strict=True))
    print(f"    {report['state']}: {counts}", flush=True)
    succeeded = report["state"] in ("succeeded", "succeeded_with_errors")
    judged = sum(counts[what] for what in ("new", "changed", "unchanged", "rejected"))
    found[LOST] += abs(ROWS - judged) + abs(ROWS - counts["rows"]) + (0 if succeeded else ROWS)
    found[LOST] += abs(counts["households_new"] + counts["rejected"] - lines)  # the report names a new household once
    found[PARTIAL] += abs(counts["new"] - people) + abs(counts["households_new"] - homes) + astray
    found[DOUBLED] += twice + max(0, people - counts["new"])
    found[GAPS] += abs(homes - audits) + abs(homes - facts) + abs(applied - 1)
