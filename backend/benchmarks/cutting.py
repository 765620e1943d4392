"""R03: a thousand visits through a line that cuts requests half-way, loses replies after the work was done, and goes silent.

Each is sent again under its key until it is acknowledged, as the phone does; every acknowledged one has to be there, once.
"""

import http.client
import json
import os
import random
import socket
import socketserver
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID, uuid4

from pydantic import SecretStr
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks.county import PASSWORD, anew, postgres
from benchmarks.online import PORT, serving, sign_in
from yihu.households.models import Household
from yihu.kernel import clock
from yihu.kernel.jobs import work
from yihu.kernel.settings import settings
from yihu.regions.models import Region
from yihu.regions.names import Level
from yihu.seed import accounts
from yihu.seed.service import COUNTY

VISITS, AT_ONCE, MOST_TRIES = 1_000, 16, 10
CUT, LOST, SILENT = 0.10, 0.20, 0.05
PATIENCE = 2.0
"""Seconds a phone waits for an answer here; a silent line costs it as much."""
STORED = text("select situation, count(*) from visit where county = :county group by 1")


dice = random.Random(3)
suffered: Counter[str] = Counter()
"""What the line has done to connections, and how often."""


class Line(socketserver.BaseRequestHandler):
    """One connection, one request."""

    def handle(self) -> None:
        asked, drawn = _whole(self.request), dice.random()
        if drawn < SILENT:
            suffered["silent"] += 1
            time.sleep(PATIENCE + 1)
            return
        with socket.create_connection(("127.0.0.1", PORT)) as server:
            if drawn < SILENT + CUT:
                suffered["cut half-way"] += 1
                server.sendall(asked[: len(asked) // 2])
                return
            server.sendall(asked)
            answer = _whole(server)
        if drawn < SILENT + CUT + LOST:
            suffered["reply lost"] += 1
            return
        with suppress(OSError):  # it has waited long enough
            self.request.sendall(answer)


def _whole(stream: socket.socket) -> bytes:
    """A message with its body, whose length the head tells."""
    said = b""
    while b"\r\n\r\n" not in said:
        piece = stream.recv(65536)
        if not piece:
            return said
        said += piece
    head, _, body = said.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(fields.get(b"content-length", 0)):
        body += stream.recv(65536)
    return head + b"\r\n\r\n" + body


def measure() -> None:
    settings().security.demo_password = SecretStr(PASSWORD)
    with postgres() as server:
        found = anew(server, "cutting", _fill)
        with work() as session:
            home = session.scalars(select(Household.id)).one()
        with serving(found), socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line) as line:
            line.daemon_threads = True
            threading.Thread(target=line.serve_forever, daemon=True).start()
            token, port, began = sign_in(), line.server_address[1], time.monotonic()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                tries = list(pool.map(lambda n: _acknowledged(port, token, home, n), range(VISITS)))
            took = time.monotonic() - began
            line.shutdown()
        with work() as session:
            stored = dict(session.execute(STORED, {"county": COUNTY}).tuples().all())
    lost = VISITS - len(stored)
    doubled = sum(count - 1 for count in stored.values())
    line_did = ", ".join(f"{what} {count}" for what, count in sorted(suffered.items()))
    print(
        f"R03 {VISITS} acknowledged visits ({line_did}): {len(stored)} stored, {lost} lost, {doubled} twice,"
        f" {max(tries)} tries at most; {took:.0f} s, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    if lost or doubled or max(tries) > MOST_TRIES:
        sys.exit(1)


def _fill(session: Session) -> None:
    accounts.create(session, PASSWORD, clock.business_date())
    village = session.scalars(select(Region.code).where(Region.level == Level.VILLAGE).limit(1)).one()
    session.add(
        Household(county=COUNTY, region_code=village, household_no="1", head_name="张三", head_sort="zhang san")
    )


def _acknowledged(port: int, token: str, home: UUID, number: int) -> int:
    """Send one visit until it is acknowledged; how often it was sent."""
    form = {
        "household_id": str(home), "visited_on": clock.business_date().isoformat(), "contact": "home",
        "purposes": ["policy"], "situation": f"第 {number} 次",
    }  # fmt: skip
    headers = {
        "Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": str(uuid4()),
        "Connection": "close",
    }  # fmt: skip
    tries = 0
    while True:
        tries += 1
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("POST", "/api/v1/visits", json.dumps(form), headers)
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
        if answer.status == http.client.CREATED:
            return tries
        if answer.status != http.client.CONFLICT:  # the first try may still be at it
            raise RuntimeError(said.decode())
        time.sleep(0.2)
