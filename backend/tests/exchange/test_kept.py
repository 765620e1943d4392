"""Start uses what the dry run found as long as that is still true, and not a moment longer."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select, text

from tests.exchange import make
from tests.house.statements import COUNTY_TABLES
from tests.households.make import household, id_number
from tests.make import COUNTY
from yihu.exchange import child, kept, reading
from yihu.exchange.forms import form_of
from yihu.exchange.profile import Batch
from yihu.exchange.profiles import PROFILES
from yihu.households import derive
from yihu.households.models import Household, Member


@pytest.fixture
def officer(client):
    return client("xiangzhen")


@pytest.fixture
def planned(monkeypatch) -> list[str]:
    """The imports that were planned, in order."""
    told: list[str] = []

    def plan(session, batch):
        told.append(batch.source)
        return profile.plan(session, batch)

    profile = PROFILES["households"]
    monkeypatch.setitem(PROFILES, "households", replace(profile, plan=plan))
    return told


def started(officer, run_jobs, made: str) -> dict:
    assert officer.post(f"/imports/{made}:start", json={}).status_code == 202
    run_jobs()
    return officer.get(f"/imports/{made}").json()


def test_a_plan_that_still_holds_is_made_once(officer, session, planned, run_jobs, tmp_path):
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, make.member_rows(30)))
    done = started(officer, run_jobs, report["id"])
    assert (done["state"], done["counts"], len(planned)) == ("succeeded", report["counts"], 1)
    assert session.scalar(select(func.count()).select_from(Member)) == 30


def test_a_household_registered_meanwhile_is_not_made_twice(officer, session, planned, run_jobs, tmp_path):
    rows = [make.row(), make.row(户编号="5119210002", 姓名="李四", 证件号码=id_number("1980-05-05", "1"))]
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, rows))
    assert report["counts"]["households_new"] == 2
    there = household(session, "5119210001")
    session.commit()
    done = started(officer, run_jobs, report["id"])
    assert (len(planned), done["counts"]["households_new"]) == (2, 1)
    actions = {r["row_no"]: r["action"] for r in officer.get(f"/imports/{report['id']}/rows").json()["items"]}
    assert actions[3] == "new"
    assert actions[2] != "new"
    homes = session.execute(select(Household.household_no, Household.id)).all()
    assert sorted(no for no, _ in homes) == ["5119210001", "5119210002"]
    assert ("5119210001", there.id) in homes


@pytest.mark.parametrize(
    "change",
    [
        "update household set household_no = '5119219999', version = version",
        "delete from household_issue; delete from household_history; delete from member; delete from household",
    ],
)
def test_any_change_has_the_plan_made_again(change, officer, session, planned, run_jobs, tmp_path):
    """Also those that leave versions, times and the rest of the county alone."""
    make.imported(officer, run_jobs, make.workbook(tmp_path, [make.row()]))
    planned.clear()
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [make.row(姓名="张三丰")]))
    assert report["counts"]["changed"] == 1
    with session.begin_nested():
        for statement in change.split("; "):
            session.execute(text(statement))
    session.commit()
    done = started(officer, run_jobs, report["id"])
    assert (len(planned), done["counts"]["changed"]) == (2, 0)


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_names_every_table_it_plans_from(name, session, monkeypatch, tmp_path):
    """Asked of the statements that planning sends for an empty list."""
    monkeypatch.setattr(reading, "rows", lambda _: tmp_path)
    batch = Batch(COUNTY, uuid4(), COUNTY, "名单.xlsx")
    kept.load(session, batch, PROFILES[name])
    sent: list[str] = []
    session.flush()
    event.listen(session.connection(), "before_cursor_execute", lambda *told: sent.append(told[2]))
    PROFILES[name].plan(session, batch)
    read = set(re.findall(r"\b(?:from|join) (\w+)", " ".join(sent), re.IGNORECASE))
    assert read & COUNTY_TABLES == set(PROFILES[name].looks_at)


def test_a_new_household_says_what_its_members_say(officer, session, run_jobs, tmp_path):
    """Written by the import itself: refreshing the county finds nothing to correct."""
    rows = make.member_rows(60)
    for row in rows[::3]:
        row["特殊群体"] = "残疾人"
    make.imported(officer, run_jobs, make.workbook(tmp_path, rows))
    told = select(text("to_jsonb(household)")).select_from(Household).order_by(Household.id)
    before = session.scalars(told).all()
    assert any(row["special_groups"] for row in before)
    derive.refresh(session, before[0]["county"])
    assert session.scalars(told).all() == before


def test_a_reading_process_that_dies_fails_the_list(tmp_path, monkeypatch):
    """Half of the rows are not a list."""

    def write(form, table, book, share):
        if share.hand:
            raise OSError
        return 10

    monkeypatch.setattr(child, "_write", write)
    with pytest.raises(MemoryError):
        child.parse(form_of("households"), None, None, tmp_path / "rows", 2)
