import io
import json
import os
import shutil

import pytest
from sqlalchemy import func, select, text

from tests.exchange import make
from tests.households.make import household, id_number
from tests.make import OTHER_TOWNSHIP
from yihu.exchange import jobs, reading
from yihu.exchange.schemas import ImportRead, ImportRowRead, Profiles
from yihu.households import derive
from yihu.households.models import Household, HouseholdHistory, Member
from yihu.kernel.audit import AuditEntry
from yihu.kernel.facts import Fact


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def count(session, table) -> int:
    return session.scalar(select(func.count()).select_from(table))


def snapshot(session) -> dict:
    """What the files say, apart from versions and times."""
    session.expire_all()
    left_out = "- 'version' - 'updated_at' - 'created_at'"
    tables = ("household", "member", "household_history", "household_issue")
    return {
        t: sorted(
            json.dumps(r, sort_keys=True) for r in session.scalars(text(f"select to_jsonb(t) {left_out} from {t} t"))
        )
        for t in tables
    }


def test_a_list_is_checked_then_carried_out(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(60)
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, rows, title="通江县防止返贫监测信息表"))
    ImportRead.model_validate(report)
    assert (report["state"], report["counts"]["new"]) == ("ready", 60)
    assert report["ignored_columns"] == ["照片", "帮扶人电话", "位置"]
    assert count(session, Household) == 0
    assert officer.post(f"/imports/{report['id']}:start", json={}).status_code == 202
    run_jobs()
    done = officer.get(f"/imports/{report['id']}").json()
    assert (done["state"], done["reversible"]) == ("succeeded", True)
    assert count(session, Member) == 60
    homes = len({row["户编号"] for row in rows})
    assert done["counts"]["households_new"] == count(session, Household) == homes
    row = make.rows_of(officer, report["id"], "new")[0]
    ImportRowRead.model_validate(row)
    assert row["row_no"] == 4
    assert row["data"]["证件号码"].count("*") == 10
    assert session.scalar(select(func.count()).select_from(Fact).where(Fact.name == "HouseholdRegistered")) == homes
    assert session.scalar(select(AuditEntry.actor_name).where(AuditEntry.action == "import.applied")) == "向镇"


def test_what_was_imported_is_in_the_file_of_the_household(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(30)
    make.imported(officer, run_jobs, make.workbook(tmp_path, rows))
    wanted = rows[0]
    ((found,),) = [officer.get("/households", params={"q": wanted["户编号"]}).json()["items"]]
    file = officer.get(f"/households/{found['id']}").json()
    assert (file["head_name"], file["member_count"]) == (wanted["姓名"], wanted["人数"])
    assert file["phone_masked"] == f"{wanted['联系电话'][:3]}****{wanted['联系电话'][-4:]}"
    assert float(file["declared_income"]) == wanted["人均纯收入"]
    assert {h["source"] for h in file["history"]} == {"成员.xlsx"}
    search = officer.post("/households:search", json={"id_number": wanted["证件号码"]}).json()["items"]
    assert [hit["id"] for hit in search] == [found["id"]]
    assert officer.get("/households", params={"q": wanted["姓名"]}).json()["items"]
    assert wanted["证件号码"] not in str(snapshot(session))


def test_importing_again_changes_nothing(officer, session, run_jobs, tmp_path):
    data = make.workbook(tmp_path, make.member_rows(60))
    make.imported(officer, run_jobs, data)
    before = snapshot(session)
    facts = count(session, Fact)
    again = make.imported(officer, run_jobs, data)
    assert (again["counts"]["unchanged"], again["counts"]["changed"], again["counts"]["new"]) == (60, 0, 0)
    assert snapshot(session) == before
    assert count(session, Fact) == facts


def test_changes_are_told_field_by_field_and_empty_cells_erase_nothing(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(40)
    make.imported(officer, run_jobs, make.workbook(tmp_path, rows))
    head = rows[0]
    number = head["户编号"]
    for row in rows:
        if row["户编号"] == number:
            row |= {"主要致贫原因": "因残" if row["主要致贫原因"] != "因残" else "因病", "人均纯收入": "12,345.6元"}
            row["民族"] = None
    head |= {"健康状况": "患有大病" if head["健康状况"] != "患有大病" else "长期慢性病"}
    report = make.imported(officer, run_jobs, make.workbook(tmp_path, rows))
    assert (report["counts"]["changed"], report["counts"]["households_changed"]) == (1, 1)
    (row,) = make.rows_of(officer, report["id"], "changed")
    told = {change["title"]: change["new"] for change in row["changes"]}
    assert told == {"健康状况": head["健康状况"], "主要致贫原因": head["主要致贫原因"], "人均纯收入": "12345.60"}
    stored = session.scalars(select(Household).where(Household.household_no == number)).one()
    assert str(stored.declared_income) == "12345.60"
    assert session.scalar(select(Member.nation).where(Member.household_id == stored.id).limit(1)) is not None
    causes = session.scalars(
        select(HouseholdHistory).where(
            HouseholdHistory.household_id == stored.id, HouseholdHistory.kind == "main_cause"
        )
    ).all()
    assert [h.code for h in causes if h.valid_to is None] == [stored.main_cause]
    trace = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "household.imported", AuditEntry.subject_id == stored.id)
    ).all()
    assert {change["title"] for change in trace[-1].details["changes"]} == set(told)


def test_planted_faults_are_found_where_they_are(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(300)
    path = tmp_path / "faults.xlsx"
    planted = make.write(path, rows, faults=2, title="通江县防止返贫监测信息表")
    report = make.imported(officer, run_jobs, path.read_bytes())
    assert report["state"] == "succeeded_with_errors"
    refused = {row["row_no"]: row["errors"] for row in make.rows_of(officer, report["id"], "rejected")}
    codes = {
        "no_head": "head_missing",
        "wrong_checksum": "id_number_checksum",
        "numeric_id": "id_number_lost_precision",
        "unknown_village": "village_unknown",
        "two_households": "person_twice_in_list",
    }
    for fault in planted:
        if fault.refused:
            found = {(error["column"], error["code"]) for error in refused[fault.row_no]}
            assert (fault.column, codes[fault.kind]) in found
            assert all(error["message"] for error in refused[fault.row_no])
        else:
            assert fault.row_no not in refused
    spoiled = {f.household_no for f in planted if f.refused}
    stored = set(session.scalars(select(Household.household_no)))
    assert not spoiled & stored
    cards = {f.household_no for f in planted if not f.refused}
    assert cards <= stored
    assert count(session, Member) + report["counts"]["rejected"] == 300


def test_refused_rows_come_back_as_a_workbook_that_can_be_mended_and_sent_again(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(60)
    good = rows[1]["证件号码"]
    rows[1]["证件号码"] = good[:-1] + ("0" if good[-1] != "0" else "1")
    report = make.imported(officer, run_jobs, make.workbook(tmp_path, rows))
    assert report["counts"]["rejected"] == 1
    answer = officer.get(f"/imports/{report['id']}/rejected.xlsx")
    assert answer.status_code == 200
    (row,) = make.sheet(io.BytesIO(answer.content))
    assert row["拒绝原因"].startswith("证件号码：")
    assert (row["姓名"], row["原行号"]) == (rows[1]["姓名"], 3)
    again = make.imported(officer, run_jobs, make.workbook(tmp_path, [{**rows[1], "证件号码": good}]))
    assert (again["counts"]["new"], again["state"]) == (1, "succeeded")
    assert count(session, Member) == 60


def test_reversing_gives_back_what_was_there(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(60)
    make.imported(officer, run_jobs, make.workbook(tmp_path, rows[:40]))
    before = snapshot(session)
    for row in rows:
        row |= {"健康状况": "患有大病", "饮水困难": "是", "主要致贫原因": "因灾"}
    changed = make.imported(officer, run_jobs, make.workbook(tmp_path, rows))
    assert changed["counts"]["changed"]
    assert changed["counts"]["new"] == 20
    assert snapshot(session) != before
    assert officer.post(f"/imports/{changed['id']}:reverse").status_code == 202
    run_jobs()
    report = officer.get(f"/imports/{changed['id']}").json()
    assert (report["state"], report["counts"]["households_kept"]) == ("reversed", 0)
    assert snapshot(session) == before
    assert officer.post(f"/imports/{changed['id']}:reverse").status_code == 409


def test_reversing_leaves_alone_what_people_have_changed_since(officer, session, run_jobs, tmp_path):
    rows = make.member_rows(40)
    done = make.imported(officer, run_jobs, make.workbook(tmp_path, rows))
    home = officer.get("/households", params={"q": rows[0]["户编号"]}).json()["items"][0]
    tag = {"If-Match": f'"{home["version"]}"'}
    assert officer.patch(f"/households/{home['id']}", json={"address": "新桥河村 3 组"}, headers=tag).status_code == 200
    officer.post(f"/imports/{done['id']}:reverse")
    run_jobs()
    report = officer.get(f"/imports/{done['id']}").json()
    assert (report["counts"]["households_kept"], count(session, Household)) == (1, 1)
    assert session.scalar(select(Household.address)) == "新桥河村 3 组"


def row(**over):
    base = {
        "行政县": "通江县",
        "乡镇": "杨柏镇",
        "行政村": "新桥河村",
        "户编号": "5119210001",
        "姓名": "张三",
        "与户主关系": "户主",
    }
    return base | {"证件号码": id_number("1970-01-01", "1")} | over


FAULTS = {
    "id_number_15_digits": ("证件号码", {"证件号码": "511921700101001"}),
    "id_number_length": ("证件号码", {"证件号码": "5119211970"}),
    "missing": ("姓名", {"姓名": " "}),
    "name_with_digits": ("姓名", {"姓名": "张3"}),
    "code_unknown": ("与户主关系", {"与户主关系": "户住"}),
    "out_of_range": ("务工时间", {"务工时间": 13}),
    "not_whole": ("务工时间", {"务工时间": "2.5"}),
    "not_a_number": ("人均纯收入", {"人均纯收入": "不详"}),
    "phone_malformed": ("联系电话", {"联系电话": "1380000"}),
    "not_yes_no": ("危房户", {"危房户": "C级"}),
    "other_county": ("行政县", {"行政县": "和政县"}),
    "head_missing": ("与户主关系", {"与户主关系": "配偶"}),
    "village_unknown": ("行政村", {"行政村": "云顶坪村"}),
    "id_number_lost_precision": ("证件号码", {"证件号码": "5.11921E+17"}),
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_is_told_with_its_column(code, officer, run_jobs, tmp_path):
    column, over = FAULTS[code]
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [row(**over)]))
    (found,) = make.rows_of(officer, report["id"], "rejected")
    assert (column, code) in {(error["column"], error["code"]) for error in found["errors"]}


def test_forms_of_writing_are_forgiven(officer, session, run_jobs, tmp_path):
    wide = id_number("1970-01-01", "1").translate(str.maketrans("0123456789X", "０１２３４５６７８９ｘ"))
    given = row(
        姓名="　张　 三 ", 证件号码=f" {wide} ", 行政村="新桥河", 务工时间="8个月", 人均纯收入="￥9,860元", 危房户="×"
    )
    second = row(
        姓名="阿卜杜・ 热合曼", 证件号码=id_number("1999-01-01", "1"), 与户主关系="之子", 人均纯收入="0.986万元"
    )
    report = make.imported(officer, run_jobs, make.workbook(tmp_path, [given, second]))
    assert report["state"] == "succeeded", [r["errors"] for r in make.rows_of(officer, report["id"], "rejected")]
    members = {m.name: m for m in session.scalars(select(Member))}
    assert set(members) == {"张三", "阿卜杜· 热合曼"}
    assert members["张三"].work_months == 8
    stored = session.scalars(select(Household)).one()
    assert (str(stored.declared_income), stored.unsafe_housing, stored.region_code) == (
        "9860.00",
        False,
        "511921119214",
    )


def test_a_household_stays_consistent(officer, run_jobs, tmp_path):
    child = {"证件号码": id_number("2012-01-01", "2"), "姓名": "张小花", "与户主关系": "之女"}
    rows = [
        row(主要致贫原因="因病"),
        row(**child, 主要致贫原因="因学"),
        row(姓名="李四", 证件号码=id_number("1975-01-01", "1"), 主要致贫原因="因病"),
    ]
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, rows))
    refused = {r["row_no"]: r["errors"][0]["code"] for r in make.rows_of(officer, report["id"], "rejected")}
    assert refused == {3: "household_column_differs", 4: "head_twice"}


def test_a_person_of_another_household_is_refused(officer, session, run_jobs, tmp_path):
    made = make.imported(officer, run_jobs, make.workbook(tmp_path, [row()]))
    assert made["counts"]["new"] == 1
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [row(户编号="5119210002")]))
    (found,) = make.rows_of(officer, report["id"], "rejected")
    assert found["errors"][0]["code"] == "person_in_other_household"


def test_the_head_may_change_places_with_another_member(officer, session, run_jobs, tmp_path):
    child = {"证件号码": id_number("1995-01-01", "2"), "姓名": "张小花"}
    make.imported(officer, run_jobs, make.workbook(tmp_path, [row(), row(**child, 与户主关系="之女")]))
    swapped = [row(**child, 与户主关系="户主"), row(与户主关系="之父")]
    only = make.checked(officer, run_jobs, make.workbook(tmp_path, swapped[:1]))
    assert make.rows_of(officer, only["id"], "rejected")[0]["errors"][0]["code"] == "head_differs"
    report = make.imported(officer, run_jobs, make.workbook(tmp_path, swapped))
    assert (report["state"], report["counts"]["changed"]) == ("succeeded", 2)
    assert session.scalar(select(Household.head_name)) == "张小花"
    officer.post(f"/imports/{report['id']}:reverse")
    run_jobs()
    session.expire_all()
    assert session.scalar(select(Household.head_name)) == "张三"


def test_nobody_imports_beyond_his_area(officer, client, session, run_jobs, tmp_path):
    there = household(session, "5119210009", f"{OTHER_TOWNSHIP}001")
    session.commit()
    rows = [row(户编号="5119210009"), row(户编号="5119210010", 乡镇="诺江镇", 行政村="城南社区")]
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


def test_a_household_moves_with_everything_it_has(officer, session, run_jobs, tmp_path):
    make.imported(officer, run_jobs, make.workbook(tmp_path, [row(主要致贫原因="因病")]))
    report = make.imported(officer, run_jobs, make.workbook(tmp_path, [row(行政村="邵家河村", 主要致贫原因="因病")]))
    (changed,) = make.rows_of(officer, report["id"], "changed")
    assert [(c["title"], c["old"], c["new"]) for c in changed["changes"]] == [("行政村", "新桥河村", "邵家河村")]
    session.expire_all()
    places = {r.region_code for table in (Household, Member, HouseholdHistory) for r in session.scalars(select(table))}
    assert places == {"511921119204"}


def test_too_many_refusals_stop_the_list_until_somebody_answers_for_it(officer, client, run_jobs, tmp_path):
    limit = {"region_code": None, "value": 40, "valid_from": "2026-01-01", "source": "县办通知"}
    for key in ("import.suspicious_rejected_percent", "import.suspicious_changed_percent"):
        assert client("xianji").put(f"/policy-parameters/{key}", json=limit).status_code == 200
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [row(), row(户编号="5119210002", 姓名="")]))
    assert [r["code"] for r in report["suspicious"]["reasons"]] == ["import.suspicious_rejected_percent"]
    assert report["suspicious"]["unset"] == []
    start = f"/imports/{report['id']}:start"
    assert officer.post(start, json={}).json()["code"] == "suspicious_batch"
    assert officer.post(start, json={"accept_suspicious": True, "reason": "已逐户核对"}).status_code == 202


def test_a_list_can_be_called_off(officer, session, run_jobs, tmp_path):
    made = make.send(officer, make.workbook(tmp_path, [row()]))
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
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [row()]))
    folder = reading.folder(report["id"])
    jobs.forget_lists.func()
    assert (folder / "source").exists()
    os.utime(folder, (0, 0))
    jobs.forget_lists.func()
    assert not folder.exists()
    assert officer.get(f"/imports/{report['id']}").json()["counts"]["new"] == 1


def test_a_list_whose_file_is_gone_says_so(officer, session, run_jobs, tmp_path):
    report = make.checked(officer, run_jobs, make.workbook(tmp_path, [row()]))
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
