"""A department pushes 50,000 bills over REST; how long until all are alerts, each once, though replies get lost."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psutil
from pydantic import SecretStr
from sqlalchemy import text

from benchmarks.county import PASSWORD, County, cpu, postgres
from benchmarks.online import PORT, serving, sign_in
from benchmarks.rules import MORE
from benchmarks.visits import COUNTY, DATABASE, prepare
from yihu.households.identity import check_digit
from yihu.kernel import clock
from yihu.kernel.crypto import blind_index
from yihu.kernel.jobs import work
from yihu.kernel.settings import settings
from yihu.monitoring.models import Round
from yihu.policy.models import PolicyParameter
from yihu.seed import accounts

BILLS, EACH, SECONDS = 50_000, 2_000, 60
"""Records, records of a request, and what may pass until the last is an alert."""
LIMITS = {"department.medical_yuan_key": 5000, "department.medical_yuan_other": 20000}
NUMBERS = text(
    """
    update member m set id_hash = n.hash
    from (select id, row_number() over (order by id) as place from member where county = :county) x
    join unnest(cast(:hashes as bytea[])) with ordinality as n (hash, place) using (place)
    where m.county = :county and m.id = x.id
    """
)
STATE = text(
    """
    select (select count(*) from department_record r join push_batch b on b.id = r.batch_id
            where r.county = :county and b.county = :county and b.name = '11月') as records,
           (select count(*) from push_batch where county = :county and not judged and name = '11月') as waiting,
           (select count(*) from alert where county = :county and rule = 'medical_burden' and closed_on is null) as alerts,
           (select count(*) from (
                select from department_record r join household h on h.county = :county and h.id = r.household_id
                where r.county = :county and r.kind in ('inpatient', 'medical_bill') and r.state = 'matched'
                group by h.id, h.household_class
                having sum(r.amount) >= case when h.household_class in ('verge', 'unstable_exited', 'general_exited') then 5000 else 20000 end
           ) x) as expected
    """
)


def measure() -> None:
    settings().security.demo_password = SecretStr(PASSWORD)
    with postgres() as server:
        prepare(server, MORE)
        numbers = [_number(place) for place in range(BILLS)]
        _ready(numbers)
        found = County(server, server.url(DATABASE))
        with serving(found) as api, working(found) as worker:
            token, began = sign_in(), time.perf_counter()
            before = cpu(api), cpu(worker), cpu(found.postmaster)
            for place in range(0, BILLS, EACH):
                _send(token, place, numbers[place : place + EACH], lost=place % (5 * EACH) == 0)
            sent = time.perf_counter() - began
            state = _state()
            while state["waiting"] and time.perf_counter() - began < 10 * SECONDS:
                time.sleep(0.5)
                state = _state()
            took = time.perf_counter() - began
            spent = [
                now - then for now, then in zip((cpu(api), cpu(worker), cpu(found.postmaster)), before, strict=True)
            ]
    print(f"{state['records']} of {BILLS} records, sent in {sent:.0f} s, all judged after {took:.0f} s of {SECONDS}")
    print(f"{state['alerts']} alerts, {state['expected']} households over the limit; load {os.getloadavg()[0]:.1f}")
    print(
        "CPU: "
        + ", ".join(
            f"{who} {seconds:.0f} s" for who, seconds in zip(("API", "worker", "PostgreSQL"), spent, strict=True)
        )
    )


def _number(place: int) -> str:
    first = f"{COUNTY}{date(1950, 1, 1) + timedelta(days=place // 1000):%Y%m%d}{place % 1000:03d}"
    return first + check_digit(first)


def _ready(numbers: list[str]) -> None:
    """The first members of the county have these numbers, its limits are set, and today's round is made."""
    with work() as session:
        accounts.create(session, PASSWORD, clock.business_date())
        hashes = [blind_index(number) for number in numbers]
        session.execute(NUMBERS, {"county": COUNTY, "hashes": hashes})
        for key, value in LIMITS.items():
            row = {"key": key, "region_code": COUNTY, "value": value, "valid_from": date(2020, 1, 1), "source": "测试"}
            session.add(PolicyParameter(**row))
        session.add(
            Round(county=COUNTY, region_code=COUNTY, business_on=clock.business_date(), finished_at=clock.now())
        )


@contextmanager
def working(found: County) -> Iterator[psutil.Process]:
    process = psutil.Popen([sys.executable, "-m", "yihu.start"], env=found.environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _send(token: str, place: int, numbers: list[str], *, lost: bool) -> None:
    """One request; where its reply is `lost` it is sent again with the same key, as often as it takes."""
    records = [_bill(number, place + n) for n, number in enumerate(numbers)]
    body = json.dumps({"department": "medical_insurance", "batch": "11月", "records": records})
    head = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": f"bills-of-november-{place:08d}",
    }
    if lost:
        _ask(body, head).close()
    while True:
        connection = _ask(body, head)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        if answer.status == 200:
            return
        assert answer.status == 409, said  # its twin is still at it
        time.sleep(0.2)


def _bill(number: str, place: int) -> dict[str, Any]:
    said = {"kind": "inpatient", "source_no": f"ZY{place:08d}", "happened_on": str(clock.business_date())}
    return {
        **said,
        "id_number": number,
        "amount": f"{place * 7 % 9000 + 100}.00",
        "details": {"hospital": "县医院", "days": 7},
    }


def _ask(body: str, head: dict[str, str]) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    connection.request("POST", "/api/v1/department-pushes", body.encode(), head)
    return connection


def _state() -> dict[str, int]:
    with work() as session:
        return dict(session.execute(STATE, {"county": COUNTY}).mappings().one())
