"""R02: a thousand keys, each sent five times at once, a fifth of the answers lost on the way: one effect a key.

The effect is a row without any other key that would keep it single. Takes a minute or two: it runs only when it is named.
"""

import http.client
import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from pydantic import SecretStr
from sqlalchemy import text

from benchmarks.county import PASSWORD, County, anew, postgres
from benchmarks.online import PORT, serving, sign_in
from yihu.kernel import clock
from yihu.kernel.jobs import work
from yihu.kernel.settings import settings
from yihu.seed import accounts

KEYS, TWINS, AT_ONCE, DATABASE = 1_000, 5, 25, "storm"
LOST = 5
"""Of so many requests one is cut before its answer is read, and sent again."""
EFFECTS = text("select file_name, count(*), min(id::text) from import_batch where county = '511921' group by 1")


def measure() -> None:
    settings().security.demo_password = SecretStr(PASSWORD)
    with postgres() as server:
        anew(server, DATABASE, lambda session: accounts.create(session, PASSWORD, clock.business_date()))
        with serving(County(server, server.url(DATABASE))):
            token, began = sign_in(), time.monotonic()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                told = list(pool.map(lambda n: _sent(token, n // TWINS, n), range(KEYS * TWINS)))
            took = time.monotonic() - began
        with work() as session:
            effects = {name: (count, made) for name, count, made in session.execute(EFFECTS)}
    statuses = Counter(status for asked in told for status, _ in asked)
    other = sum(made != effects[f"{n // TWINS}.csv"][1] for n, asked in enumerate(told) for _, made in asked if made)
    wrong = sum(count != 1 for count, _ in effects.values()) + abs(KEYS - len(effects))
    print(
        f"R02 {KEYS} keys x {TWINS}, {AT_ONCE} at once: {len(effects)} effects, {wrong} keys with none or several,"
        f" {other} answers that named another one; answers {dict(statuses)}; {took:.0f} s, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    if wrong or other or any(status >= 500 for status in statuses):
        sys.exit(1)


def _sent(token: str, key: int, number: int) -> list[tuple[int, str | None]]:
    """Ask until it is made; each status, and the id that was answered. 0 stands for an answer that was lost."""
    body = json.dumps({"profile": "loans", "file_name": f"{key}.csv", "size": 9}).encode()
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"storm-key-of-{key:08d}",
    }
    told: list[tuple[int, str | None]] = []
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        connection.request("POST", "/api/v1/imports", body, headers)
        if number % LOST == 0 and not told:
            connection.close()
            told.append((0, None))
            continue
        answer = connection.getresponse()
        said = json.loads(answer.read())
        connection.close()
        told.append((answer.status, said.get("id")))
        if answer.status != http.client.CONFLICT:  # a twin is at it
            return told
        time.sleep(0.2)
