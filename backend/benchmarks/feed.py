"""R19: eight writers commit and roll back with random delays while one follows `GET /changes` over HTTP.

Nothing committed may be missed, nothing rolled back told; and how long after its commit each change is read.
"""

import http.client
import json
import os
import random
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.county import PASSWORD, anew, postgres
from benchmarks.online import request, serving, sign_in
from yihu.households.events import HouseholdRegistered
from yihu.households.models import Household
from yihu.kernel import clock
from yihu.kernel.db import EVERYWHERE, long_work, make_engine, make_sessions
from yihu.kernel.facts import publish
from yihu.kernel.jobs import work
from yihu.kernel.settings import settings
from yihu.regions.models import Region
from yihu.regions.names import Level
from yihu.seed import accounts
from yihu.seed.service import COUNTY

WRITERS, EACH, SLOWEST, TAKEN_BACK = 8, 250, 0.3, 0.3
PAUSE = 0.25
"""Seconds a reader waits when nothing is new."""


@dataclass
class Story:
    committed: dict[UUID, float] = field(default_factory=dict)
    taken_back: set[UUID] = field(default_factory=set)
    told: dict[UUID, float] = field(default_factory=dict)


def measure() -> None:
    settings().security.demo_password = SecretStr(PASSWORD)
    story = Story()
    with postgres() as server:
        found = anew(server, "feed", lambda session: accounts.create(session, PASSWORD, clock.business_date()))
        with work() as session:
            village = session.scalars(select(Region.code).where(Region.level == Level.VILLAGE).limit(1)).one()
        sessions = make_sessions(
            make_engine(found.url, pool_size=WRITERS)
        )  # a worker's pool is smaller: some would wait
        writers = [
            threading.Thread(target=_write, args=(sessions, story, village, number)) for number in range(WRITERS)
        ]
        with serving(found):
            token = sign_in()
            since = str(_page(token, None)["sync_token"])
            for writer in writers:
                writer.start()
            last = False
            while not last:
                last = not any(writer.is_alive() for writer in writers)
                since = _read_on(story, token, since)
                time.sleep(PAUSE)
        sessions.kw["bind"].dispose()
    assert len(story.committed) + len(story.taken_back) == WRITERS * EACH, "a writer gave up"
    _tell(story)


def _write(sessions: sessionmaker[Session], story: Story, village: str, number: int) -> None:
    dice = random.Random(number)
    for turn in range(EACH):
        home, back = uuid4(), dice.random() < TAKEN_BACK
        with long_work(sessions, EVERYWHERE) as session:
            _register(session, home, village, f"{number}-{turn}")
            time.sleep(dice.random() * SLOWEST)
            if back:
                session.rollback()
        if back:
            story.taken_back.add(home)
        else:
            story.committed[home] = time.monotonic()


def _register(session: Session, home: UUID, village: str, number: str) -> None:
    session.add(
        Household(
            id=home, county=COUNTY, region_code=village, household_no=number, head_name="张三", head_sort="zhang san"
        )
    )
    session.flush()
    publish(
        session,
        HouseholdRegistered(county=COUNTY, region_code=village, subject_id=str(home), household_no=number),
    )


def _read_on(story: Story, token: str, since: str) -> str:
    """All that is new by now; where to go on."""
    while True:
        page = _page(token, since)
        now = time.monotonic()
        for item in page["items"]:
            story.told.setdefault(UUID(item["id"]), now)
        since = str(page["sync_token"])
        if not page["has_more"]:
            return since


def _page(token: str, since: str | None) -> dict[str, Any]:
    status, body = request(
        "GET", f"/api/v1/changes?resources=household{f'&since={since}' if since else ''}", token=token
    )
    assert status == http.client.OK, body
    page: dict[str, Any] = json.loads(body)
    return page


def _tell(story: Story) -> None:
    missed, shown = story.committed.keys() - story.told.keys(), story.taken_back & story.told.keys()
    late = sorted(
        max(0.0, story.told[home] - story.committed[home]) for home in story.committed.keys() & story.told.keys()
    )
    print(
        f"R19 {len(story.committed)} committed, {len(story.taken_back)} taken back by {WRITERS} writers: {len(missed)} missed,"
        f" {len(shown)} told though taken back; read after {late[len(late) // 2]:.2f} s (median),"
        f" {late[len(late) * 95 // 100]:.2f} s (p95), {late[-1]:.2f} s at most; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    if missed or shown:
        sys.exit(1)
