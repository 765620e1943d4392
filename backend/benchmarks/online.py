"""W1 (a page of one village's register, with total) and W2 (one household's page), login, area and row security on.

The limit is the very same SQL run by pgbench, without Python. The figure is CPU per request from the process tables.
"""

import http.client
import json
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from psycopg import Connection, sql

from benchmarks.county import PASSWORD, County, county, cpu
from yihu.accounts.access import ENTER_READING
from yihu.households import queries
from yihu.kernel import clock
from yihu.kernel.reading import Prepared

SECONDS = 4
CLIENTS = 16
ROUNDS = 3
START = 180
"""Seconds the API may take to start on a busy machine."""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


PORT = _free_port()
"""Of this run alone: two runs on a machine must not answer for each other."""


@dataclass(frozen=True)
class Cost:
    per_second: float
    cpu_ms: float

    def __str__(self) -> str:
        return f"{self.per_second:8.0f} /s  {self.cpu_ms:6.2f} ms CPU"


def measure() -> None:
    with county() as found, serving(found) as api:
        token = sign_in()
        village, household = targets(found)
        list_path = f"/api/v1/households?region_code={village}&status=exited&page_size=20&include_total=true"
        area = {"county": "511921", "lo": village, "hi": f"{village}:"}
        listing, names = queries.REGISTER, frozenset({"status"})
        list_sql = [
            (listing.statement(names, "-updated_at", after=False), area | {"status": ["exited"], "_limit": 21}),
            (listing.count(names), area | {"status": ["exited"]}),
        ]
        everywhere = {"county": "511921", "lo": "511921", "hi": "511921:"}
        file_sql = [(queries.file(), everywhere | {"id": household, "today": clock.business_date()})]
        for title, path, limit in (
            ("W1 list", list_path, list_sql),
            ("W2 household", f"/api/v1/households/{household}", file_sql),
        ):
            compare(title, found, api, path, token, limit)


def compare(title: str, found: County, api: psutil.Process, path: str, token: str, limit: list) -> None:
    script = pgbench_script(found, limit)
    ours = min((load(path, token, found, api) for _ in range(ROUNDS)), key=lambda c: c.cpu_ms)
    least = min((pgbench(found, script) for _ in range(ROUNDS)), key=lambda c: c.cpu_ms)
    print(
        f"{title}: limit {least}\n{' ' * len(title)}  ours  {ours}  = {ours.cpu_ms / least.cpu_ms:.1f} x CPU",
        flush=True,
    )


@contextmanager
def serving(found: County) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "uvicorn", "yihu.main:create_app", "--factory", "--port", str(PORT)]
    process = psutil.Popen([*command, "--no-access-log", "--log-level", "warning"], env=found.environment)
    try:
        _ready(process)
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _ready(process: psutil.Popen) -> None:
    until = time.monotonic() + START
    while process.is_running() and time.monotonic() < until:
        try:
            if request("GET", "/api/v1/ready")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the API did not start")


def request(method: str, path: str, body: str | None = None, token: str = "") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def sign_in() -> str:
    status, body = request("POST", "/api/v1/auth/login", json.dumps({"username": "xianji", "password": PASSWORD}))
    assert status == 200, body
    return str(json.loads(body)["access_token"])


def targets(found: County) -> tuple[str, str]:
    with Connection.connect(found.url.replace("+psycopg", "")) as connection:
        village = connection.execute(
            "select left(region_code, 12) from household group by 1 order by abs(count(*) - 270), 1 limit 1"
        ).fetchone()
        household = connection.execute(
            "select id::text from household where member_count = 4 order by id limit 1"
        ).fetchone()
    assert village
    assert household
    return village[0], household[0]


def load(path: str, token: str, found: County, api: psutil.Process) -> Cost:
    """Keep-alive connections for some seconds; every answer must be a 200."""
    done: list[int] = []
    end = time.perf_counter() + SECONDS

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        count = 0
        while time.perf_counter() < end:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            count += 1
        done.append(count)

    before = cpu(api, found.postmaster)
    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = sum(done)
    assert len(done) == CLIENTS, "a client failed"
    return Cost(total / SECONDS, (cpu(api, found.postmaster) - before) / total * 1000)


def pgbench_script(found: County, questions: list[tuple[Prepared, dict]]) -> str:
    """What the API sends for one request, as one transaction with the values in place."""
    enter = (ENTER_READING, {"lo": "511921", "hi": "511921:", "sign_in": "00000000-0000-0000-0000-000000000000"})
    with Connection.connect(found.url.replace("+psycopg", "")) as connection:
        lines = [literal(connection, prepared, values) for prepared, values in (enter, *questions)]
    return "begin;\n" + "\n".join(lines) + "\ncommit;\n"


def literal(connection: Connection, prepared: Prepared, values: dict) -> str:
    """pgbench takes no parameters of ours: the values stand in the text, which it prepares once."""
    texts = [sql.Literal(value).as_string(connection) for value in prepared.arguments(values)]
    filled = re.sub(r"\$(\d+)", lambda place: texts[int(place[1]) - 1], prepared.sql)
    return " ".join(filled.split()) + ";"


def pgbench(found: County, script: str) -> Cost:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        url = found.url.replace("+psycopg", "") + "&options=-c%20role%3Dyihu_app"
        command = [
            found.program("pgbench"),
            "-n",
            "-M",
            "prepared",
            "-c",
            str(CLIENTS),
            "-T",
            str(SECONDS),
            "-f",
            file.name,
        ]
        before = cpu(found.postmaster) + own_children()
        ended = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    done = int(re.search(r"actually processed: (\d+)", ended.stdout)[1])
    return Cost(done / SECONDS, (cpu(found.postmaster) + own_children() - before) / done * 1000)


def own_children() -> float:
    """CPU of pgbench itself, once it has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
