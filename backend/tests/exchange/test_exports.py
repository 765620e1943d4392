"""Lists taken away: the same rows as the list, in people's words, harmless, masked; the national form comes home unchanged."""

import csv
import io
import json
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.exchange import make
from tests.exchange.make import exported, lines
from tests.households.make import household
from tests.make import COUNTY, VILLAGE
from yihu.exchange.columns import Code, Number, Word, Yes, harmless
from yihu.exchange.export import EXPORTS
from yihu.households.models import Household
from yihu.kernel.audit import AuditEntry
from yihu.kernel.crypto import blind_index
from yihu.kernel.db import EVERYWHERE, entering
from yihu.monitoring.models import Alert

PHONE = "13890001234"


@pytest.fixture
def home(session):
    found = household(session, "5119210001", VILLAGE, "单小红", phone=PHONE, phone_masked="138****1234")
    session.commit()
    return found


def test_a_list_is_taken_away_as_it_is_filtered(session, client, run_jobs, home):
    for day, rule, facts in ((20, "loan_overdue", {"逾期": 3}), (21, "visit_finding_clue", {"事由": "=1+1"})):
        about = {"county": COUNTY, "region_code": VILLAGE, "household_id": home.id, "subject_id": uuid4(), "rule": rule}
        told = {"subject_kind": "loan", "severity": "critical", "facts": facts, "raised_on": date(2026, 11, day)}
        session.add(Alert(**about, **told))
    session.commit()
    officer = client("xiangzhen")
    job, data = exported(officer, run_jobs, list="/alerts?rule=loan_overdue&severity=critical&severity=notice")
    (line,) = lines(data)
    assert (line["户主"], line["程度"], line["产生"], line["事实"], line["办到哪一步"]) == (
        "单小红", "紧急", "2026-11-20", "逾期 3", "待认领",
    )  # fmt: skip
    assert job.about == "预警清单（XLSX）"
    job, data = exported(officer, run_jobs, list="/alerts?sort=raised_on", format="csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert [row["产生"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))] == [
        "2026-11-20",
        "2026-11-21",
    ]
    job, data = exported(officer, run_jobs, list="/alerts?sort=-raised_on", format="ndjson")
    assert [json.loads(line) for line in data.decode().splitlines()] == officer.get("/alerts").json()["items"]

    elsewhere, data = exported(client("linzhen"), run_jobs, list="/alerts")
    assert (lines(data), elsewhere.result) == ([], {"rows": 0})
    assert officer.post("/exports", json={"list": "/alerts?state=nonsense"}).status_code == 422
    assert officer.post("/exports", json={"list": "/alerts?sort=nonsense"}).json()["code"] == "sort_unknown"
    for unknown in ("/nowhere", "/alerts/board", "alerts", "/auth/login"):
        assert officer.post("/exports", json={"list": unknown}).status_code == 404, unknown
    assert client("yinhang").post("/exports", json={"list": "/alerts"}).json()["code"] == "not_allowed"
    entering(EVERYWHERE)(session)
    asked = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "export.asked")).all()
    assert [one["list"].partition("?")[0] for one in asked] == ["/alerts"] * 4


def test_what_is_masked_stays_so_without_the_right_and_a_reason(session, client, run_jobs, home):
    officer, ask = client("xiangzhen"), {"list": "/households?q=单小红", "clear": True, "reason": "入户核对联系电话"}
    _, data = exported(officer, run_jobs, list="/households?q=没有的人")
    assert lines(data) == []
    _, data = exported(officer, run_jobs, list="/households")
    assert [line["联系电话"] for line in lines(data)] == ["138****1234"]
    job, data = exported(officer, run_jobs, **ask)
    assert [line["联系电话"] for line in lines(data)] == [PHONE]
    assert "未脱敏" in job.about
    _, data = exported(officer, run_jobs, **ask, format="ndjson")
    assert [json.loads(line)["phone_masked"] for line in data.splitlines()] == [PHONE]
    assert officer.post("/exports", json={**ask, "reason": None}).status_code == 422
    assert officer.post("/exports", json={**ask, "list": "/loans"}).json()["code"] == "nothing_masked"
    assert client("cunganbu").post("/exports", json=ask).json()["code"] == "not_allowed"
    reasons = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "export.asked")).all()
    assert [one["reason"] for one in reasons] == [None, None, ask["reason"], ask["reason"]]


def test_the_national_form_comes_home_unchanged(session, client, run_jobs, tmp_path):
    officer = client("xiangzhen")
    rows = make.member_rows(60)
    rows[3]["姓名"] = "＝张三"
    for row in rows:
        row["自然村"] = "=1+2" if row["户编号"] == rows[0]["户编号"] else row["自然村"]
    assert make.imported(officer, run_jobs, make.workbook(tmp_path, rows))["counts"]["new"] == 60
    whole = {"list": "/household-members", "clear": True, "reason": "与全国系统核对"}
    for form in ("xlsx", "csv"):
        _, data = exported(officer, run_jobs, **whole, format=form)
        report = make.checked(officer, run_jobs, data, name=f"成员.{form}")
        found = {name: report["counts"][name] for name in ("new", "changed", "rejected", "unchanged")}
        assert found == {"new": 0, "changed": 0, "rejected": 0, "unchanged": 60}, make.rows_of(
            officer, report["id"], "changed"
        )
    given = {row["人编号"]: row for row in rows}
    for line in lines(exported(officer, run_jobs, **whole)[1]):
        same = given[line["人编号"]]
        assert line["证件号码"] == same["证件号码"]
        assert line["自然村"] == harmless(same["自然村"])
    assert session.scalar(select(Household.phone_hash).limit(1)) != blind_index("")


def test_nothing_in_a_cell_is_taken_for_a_formula():
    for start in "=+-@\t\r\n＝＋－＠'":
        assert harmless(f"{start}1") == f"'{start}1"
    assert [harmless(text) for text in ("", "张三", "a=1")] == ["", "张三", "a=1"]


@pytest.mark.parametrize("name", EXPORTS)
def test_each_column_stands_in_its_list(name):
    found = EXPORTS[name]
    fields = {one.field if isinstance(one, Code | Word | Yes | Number) else one for one in found.columns.values()}
    for listing in found.listings():
        there = {column.name for column in listing.base.subquery().c}
        assert {one for one in fields if isinstance(one, str)} | set(found.clear) <= there
