"""The way of a list: its states, who may see it, and how it ends when something goes wrong."""

import os
import shutil

import pytest
from sqlalchemy import func, select, text

from tests.exchange import make
from tests.households.make import household
from tests.make import OTHER_TOWNSHIP
from yihu.exchange import jobs, reading
from yihu.exchange.schemas import Profiles
from yihu.households import derive
from yihu.households.models import Household


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def count(session, table) -> int:
    return session.scalar(select(func.count()).select_from(table))


def test_nobody_imports_beyond_his_area(officer, client, session, run_jobs, tmp_path):
    there = household(session, "5119210009", f"{OTHER_TOWNSHIP}001")
    session.commit()
    rows = [make.row(户编号="5119210009"), make.row(户编号="5119210010", 乡镇="诺江镇", 行政村="城南社区")]
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, rows))
    codes = {r["row_no"]: r["errors"][0]["code"] for r in make.rows_of(officer, report["id"], "rejected")}
    assert codes[2] == "outside_area"
    assert there.region_code.startswith(OTHER_TOWNSHIP)
    assert client("linzhen").get(f"/imports/{report['id']}").status_code == 404
    assert client("linzhen").get(f"/imports/{report['id']}/rows").json()["items"] == []
    assert client("cunganbu").get("/imports").status_code == 403
    assert client("yinhang").get(f"/imports/{report['id']}").status_code == 404
    profiles = officer.get("/import-profiles").json()
    Profiles.model_validate(profiles)


def test_too_many_refusals_stop_the_list_until_somebody_answers_for_it(officer, client, run_jobs, tmp_path):
    limit = {"region_code": None, "value": 40, "valid_from": "2026-01-01", "source": "县办通知"}
    for key in ("import.suspicious_rejected_percent", "import.suspicious_changed_percent"):
        assert client("xianji").put(f"/policy-parameters/{key}", json=limit).status_code == 200
    report = make.checked(
        officer, run_jobs, make.workbook(tmp_path, [make.row(), make.row(户编号="5119210002", 姓名="")])
    )
    assert [r["code"] for r in report["suspicious"]["reasons"]] == ["import.suspicious_rejected_percent"]
    assert report["suspicious"]["unset"] == []
    start = f"/imports/{report['id']}:start"
    assert officer.post(start, json={}).json()["code"] == "suspicious_batch"
    assert officer.post(start, json={"accept_suspicious": True, "reason": "已逐户核对"}).status_code == 202


def test_a_list_can_be_called_off(officer, session, run_jobs, tmp_path):
    made = make.send(officer, make.workbook(tmp_path, [make.row()]))
    assert officer.post(f"/imports/{made}:cancel").json()["state"] == "cancelled"
    run_jobs()
    assert officer.get(f"/imports/{made}").json()["state"] == "cancelled"
    assert officer.post(f"/imports/{made}:start", json={}).json()["code"] == "wrong_state"


def test_the_template_can_be_imported(officer, run_jobs):
    answer = officer.get("/import-profiles/households/template.xlsx")
    assert answer.status_code == 200
    report = make.checked(officer, run_jobs, answer.content)
    assert report["counts"]["new"] == 1, report


def test_files_of_old_lists_are_forgotten(officer, run_jobs, tmp_path):
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [make.row()]))
    folder = reading.folder(report["id"])
    jobs.forget_lists.func()
    assert (folder / "source").exists()
    os.utime(folder, (0, 0))
    jobs.forget_lists.func()
    assert not folder.exists()
    assert officer.get(f"/imports/{report['id']}").json()["counts"]["new"] == 1


def test_a_list_whose_file_is_gone_says_so(officer, session, run_jobs, tmp_path):
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [make.row()]))
    shutil.rmtree(reading.folder(report["id"]))
    officer.post(f"/imports/{report['id']}:start", json={})
    run_jobs()
    found = officer.get(f"/imports/{report['id']}").json()
    assert (found["state"], count(session, Household)) == ("failed", 0)
    assert found["problem"]


def test_a_conflict_with_somebody_else_leaves_nothing_by_halves(officer, session, run_jobs, tmp_path, monkeypatch):
    rows = make.member_rows(20)
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, rows))
    tries = []

    def clashing(session, county, ids):
        tries.append(count(session, Household))
        session.execute(text("insert into member select * from member limit 1"))

    monkeypatch.setattr(derive, "refresh", clashing)
    officer.post(f"/imports/{report['id']}:start", json={})
    run_jobs()
    found = officer.get(f"/imports/{report['id']}").json()
    assert (found["state"], len(tries), count(session, Household)) == ("failed", 3, 0)
    assert "没有写入任何数据" in found["problem"]
