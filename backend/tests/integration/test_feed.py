"""The change feed on a database of its own: what it tells of must have been committed."""

import random
import threading
import time
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import insert, select

from tests.households.make import household
from tests.loans.make import loan
from tests.make import COUNTY, OTHER_VILLAGE, VILLAGE
from yihu.accounts.access import Caller
from yihu.accounts.models import Role
from yihu.integration import feed
from yihu.integration.jobs import forget_facts
from yihu.kernel import clock, sync
from yihu.kernel.db import EVERYWHERE, entering, transaction
from yihu.kernel.facts import Fact


def follow(browser, since=None, **asked):
    answer = browser.get("/changes", params={**asked, **({"since": since} if since else {})})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_household_is_followed_through_its_moves_and_changes(committed, signed_in):
    with transaction(committed, entering(EVERYWHERE)) as session:
        home = household(session, "5119218001", VILLAGE, "单小红")
        session.flush()
        lent = loan(session, home, 400)
    town, village, other = (signed_in(name) for name in ("xiangzhen", "cunganbu", "lincun"))
    starts = {browser: follow(browser)["sync_token"] for browser in (town, village, other)}
    assert follow(town, starts[town]) == {**follow(town, starts[town]), "items": [], "has_more": False}
    path = f"/households/{home.id}"
    changed = town.patch(path, json={"natural_village": "河边"}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    (one,) = follow(village, starts[village], resources="household")["items"]
    assert one | {"changed_at": ""} == {
        "op": "UPSERT", "reason": None, "resource": "household", "id": str(home.id), "region_code": VILLAGE,
        "version": changed.json()["version"], "href": f"/api/v1{path}", "changed_at": "",
    }  # fmt: skip
    assert village.get(one["href"].removeprefix("/api/v1")).headers["ETag"] == f'"{one["version"]}"'
    moved = town.patch(path, json={"region_code": OTHER_VILLAGE}, headers={"If-Match": changed.headers["ETag"]})
    assert moved.status_code == 200, moved.text
    said = {
        name: {(item["resource"], item["op"], item["reason"]) for item in follow(browser, starts[browser])["items"]}
        for name, browser in (("left", village), ("reached", other), ("town", town))
    }
    both = ("household", "loan")
    assert said == {
        "left": {(kind, "REMOVE", "OUT_OF_SCOPE") for kind in both},
        "reached": {(kind, "UPSERT", None) for kind in both},
        "town": {(kind, "UPSERT", None) for kind in both},
    }
    # Page by page, each object once a page, and the end says so.
    page = follow(town, starts[town], page_size=1)
    assert page["has_more"]
    assert len(page["items"]) == 1
    told, since = [], starts[town]
    while True:
        page = follow(town, since, page_size=2)
        told += [item["id"] for item in page["items"]]
        since = page["sync_token"]
        if not page["has_more"]:
            break
    assert set(told) == {str(home.id), str(lent.id)}
    assert follow(town, since)["items"] == []


def test_what_may_not_be_read_is_not_told_and_a_bad_token_is_refused(signed_in, monkeypatch):
    bank, clerk = signed_in("yinhang"), signed_in("guanli")
    assert clerk.get("/changes").status_code == 403
    assert bank.get("/changes?resources=household").status_code == 403
    assert bank.get("/changes?resources=loan").status_code == 200
    assert bank.get("/changes?resources=moon").json()["code"] == "resource_unknown"
    codes = [
        bank.get(f"/changes?since={bad}").json()["code"]
        for bad in ("x", "W10", "WzEsMiwzXQ", "WzFlOTk5LDIsM10", "%F0%9F%8C%99")
    ]
    assert codes == ["sync_token_invalid"] * 2 + ["sync_token_expired", "sync_token_invalid", "sync_token_invalid"]
    old = follow(bank)["sync_token"]
    later = clock.now() + sync.LIFE + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert bank.get(f"/changes?since={old}").json()["code"] == "sync_token_expired"
    ahead = sync.token(sync.Position(2**60, 0))
    assert bank.get(f"/changes?since={ahead}").status_code == 410  # from before the database was put back


def test_facts_outlive_the_tokens_that_point_at_them(committed):
    with transaction(committed, entering(EVERYWHERE)) as session:
        home = household(session, "5119218002", VILLAGE, "单小明")
        fact = {
            "county": COUNTY,
            "region_code": VILLAGE,
            "name": "x",
            "subject_kind": "household",
            "subject_id": home.id,
            "data": {},
        }
        for days in (1, 29, 36):
            session.execute(insert(Fact).values(**fact, created_at=clock.now() - timedelta(days=days)))
    forget_facts()
    with transaction(committed, entering(EVERYWHERE)) as session:
        kept = session.scalars(select(Fact.created_at).where(Fact.county == COUNTY, Fact.subject_id == home.id)).all()
    assert len(kept) == 2


WRITERS, ROUNDS = 8, 25


def test_eight_writers_and_a_reader_lose_nothing_and_see_nothing_taken_back(committed):
    """Each writer's transactions overlap the others'; some are rolled back. A reader follows meanwhile."""
    with transaction(committed, entering(EVERYWHERE)) as session:
        ids = [household(session, f"51192179{n:02}", VILLAGE, "张三").id for n in range(WRITERS)]
        start = session.execute(feed.HORIZON).one().xmin
    kept, taken_back = [], []

    def write(home) -> None:
        dice = random.Random(str(home))
        for _ in range(ROUNDS):
            subject = uuid4()
            with committed() as session:
                entering(EVERYWHERE)(session)
                session.execute(
                    insert(Fact).values(
                        county=COUNTY,
                        region_code=VILLAGE,
                        name="x",
                        subject_kind="household",
                        subject_id=subject,
                        data={},
                    )
                )
                time.sleep(dice.random() * 0.02)
                if dice.random() < 0.3:
                    session.rollback()
                    taken_back.append(subject)
                else:
                    session.commit()
                    kept.append(subject)

    seen, position = [], sync.Position(start, 0)
    reader = Caller(uuid4(), uuid4(), "读者", Role.COUNTY_OFFICER, COUNTY, False)

    def read_on() -> None:
        nonlocal position
        with transaction(committed, entering(reader.area), read_only=True) as session:
            items, position, _ = feed.after(session, reader, ["household"], position, 7)
            seen.extend(item.id for item in items)

    threads = [threading.Thread(target=write, args=(home,)) for home in ids]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        read_on()
    for _ in range(len(kept)):
        read_on()
    assert len(kept) + len(taken_back) == WRITERS * ROUNDS
    assert set(kept) - set(seen) == set(), "missed"
    assert set(taken_back) & set(seen) == set(), "shown though taken back"
    assert len(seen) == len(set(seen))
