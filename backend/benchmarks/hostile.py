"""R13: a thousand hostile files through the API of a `yihu run`, two at a time.

Each must be told about in words or be read exactly: no crash, no 5xx, no value stored that nobody wrote, under 10 s, and no
reading process over 512 MB. `YIHU_HOSTILE=seed,first,count` makes another set or a part of one. Takes minutes: it runs
only when it is named.
"""

import json
import os
import sys
import threading
import time
import urllib.error
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psutil
from psycopg import Connection

from benchmarks.county import HOME
from benchmarks.hostile_files import File, make
from benchmarks.house import House, house
from yihu.households import identity
from yihu.kernel.embedded import Embedded

SEED, FIRST, COUNT = map(int, os.environ.get("YIHU_HOSTILE", "13,0,1000").split(","))
PLACE = HOME / "hostile"
SECONDS, MEMORY = 10.0, 512 * 2**20
AT_ONCE = 2
DONE = ("succeeded", "succeeded_with_errors")
FILED = "select household_no from household where status is distinct from 'cancelled' order by household_no limit 400"
RATED = """
    select h.household_no, to_char(r.rated_on, 'YYYY-MM-DD'), r.grade, coalesce(r.credit_limit::text, '')
    from credit_rating r join household h on h.county = r.county and h.id = r.household_id where r.source = %s
"""
LIVING = """
    select h.household_no, m.name, m.id_masked || to_char(m.born_on, 'YYYYMMDD')
    from member m join household h on h.county = m.county and h.id = m.household_id where h.household_no like %s
"""


@dataclass
class Found:
    states: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    stored: int = 0
    peak: int = 0


def measure() -> None:
    found, began = Found(), time.monotonic()
    with house(PLACE) as one:
        one.sign_in()
        before = {child.pid for child in one.run.children()}
        ended = threading.Event()
        watch = threading.Thread(target=_watch, args=(one, found, ended))
        watch.start()
        with _database() as database:
            homes = [row[0] for row in database.execute(FILED)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(
                pool.map(
                    lambda number: _one_file(one, make(SEED, number, homes), number, found), range(FIRST, FIRST + COUNT)
                )
            )
        ended.set()
        watch.join()
        if {child.pid for child in one.run.children()} != before:
            found.broken.append("a process of the house went down")
    for problem, times in found.told.most_common():
        print(f"    {times:4} {problem}")
    for what in found.broken:
        print(f"    BROKEN {what}")
    print(
        f"R13 {COUNT} hostile files of seed {SEED}: {dict(found.states)}; {found.stored} rows stored, all as written;"
        f" slowest {found.slowest[0]:.1f} s ({found.slowest[1]}); a reading process took {found.peak / 2**20:.0f} MB at most;"
        f" {time.monotonic() - began:.0f} s; broken: {len(found.broken)}",
        flush=True,
    )
    if found.broken:
        sys.exit(1)


def _database() -> Connection[Any]:
    return Connection.connect(Embedded(PLACE / "postgres").url().replace("+psycopg", ""))


def _one_file(one: House, file: File, number: int, found: Found) -> None:
    name = f"{file.name} ({', '.join(file.ways)})"
    try:
        told, seconds = _sent(one, file)
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            found.broken.append(f"{name}: {error.code}")
        found.states[f"refused with {error.code}"] += 1
        return
    found.states[told["state"]] += 1
    if seconds > found.slowest[0]:
        found.slowest = (seconds, name)
    if seconds > SECONDS:
        found.broken.append(f"{name}: {seconds:.1f} s")
    if told["state"] == "failed":
        found.told[told["problem"] or "no reason given"] += 1
    stored = _stored(file, number)
    found.stored += len(stored)
    if wrong := stored - _meant(file):
        found.broken.append(f"{name}: stored {sorted(wrong)[:3]}")
    if stored and told["state"] not in DONE:
        found.broken.append(f"{name}: stored rows though {told['state']}")


def _sent(one: House, file: File) -> tuple[dict[str, Any], float]:
    """Open, send, and start if there is anything to write; how it ended, and the seconds the server was at work."""
    form = json.dumps({"profile": file.profile, "file_name": file.name, "size": len(file.data)}).encode()
    made = one.once("POST", "/imports", form, **{"Idempotency-Key": str(uuid4())})["id"]
    began = time.monotonic()
    one.once("PUT", f"/imports/{made}/data", file.data, **{"Content-Type": "application/octet-stream"})
    told = _ended(one, made, "validating")
    if told["state"] == "ready" and told["counts"]["new"] + told["counts"]["changed"]:
        accepted = json.dumps({"accept_suspicious": True, "reason": "试验"}).encode()
        one.once("POST", f"/imports/{made}:start", b"{}" if not told["suspicious"]["reasons"] else accepted)
        told = _ended(one, made, "running")
    return told, time.monotonic() - began


def _ended(one: House, made: str, state: str) -> dict[str, Any]:
    while (told := one.once("GET", f"/imports/{made}"))["state"] == state:
        time.sleep(0.2)
    return dict(told)


def _stored(file: File, number: int) -> set[tuple[str, ...]]:
    with _database() as database:
        if file.profile == "credit_ratings":
            return {tuple(row) for row in database.execute(RATED, [file.name])}
        return {tuple(row) for row in database.execute(LIVING, [f"H{number:05}%"])}


def _meant(file: File) -> set[tuple[str, ...]]:
    if file.profile == "credit_ratings":
        return set(file.truth)
    people = [(home, name, identity.parse(number)) for home, name, number in file.truth]
    return {(home, name, f"{person.masked}{person.born_on:%Y%m%d}") for home, name, person in people}


def _watch(one: House, found: Found, ended: threading.Event) -> None:
    """The highest memory of any reading process; the kernel keeps the mark."""
    while not ended.wait(0.03):
        for child in one.run.children(recursive=True):
            try:
                if "yihu.exchange.child" in " ".join(child.cmdline()):
                    found.peak = max(found.peak, _mark(child.pid))
            except (psutil.Error, OSError):
                continue


def _mark(pid: int) -> int:
    with open(f"/proc/{pid}/status") as status:  # noqa: PTH123
        kept = next((line for line in status if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(kept.split()[1]) * 1024
