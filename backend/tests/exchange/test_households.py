import json

import pytest
from sqlalchemy import func, select, text

from tests.departments import make as departments
from tests.exchange import make
from tests.households.make import id_number
from yihu.departments.models import DepartmentRecord
from yihu.exchange.schemas import ImportRead, ImportRowRead
from yihu.households.models import Household, HouseholdHistory, Member
from yihu.kernel.audit import AuditEntry
from yihu.kernel.facts import Fact
from yihu.monitoring.models import Alert


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
    lines = session.scalars(select(HouseholdHistory).where(HouseholdHistory.household_id == stored.id)).all()
    assert len(lines) == 2
    assert [line.main_cause for line in lines if line.valid_to is None] == [stored.main_cause]
    trace = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "household.imported", AuditEntry.subject_id == stored.id)
    ).all()
    assert {change["title"] for change in trace[-1].details["changes"]} == set(told)


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


def test_what_rules_and_jobs_made_of_it_goes_along(officer, client, session, run_jobs, tmp_path):
    """An alert that nobody has touched and a record matched by itself go; one that somebody has claimed keeps its household."""
    rows = [
        make.row(户编号="51192199001", 户类型="脱贫户"),
        make.row(户编号="51192199002", 户类型="脱贫户", 证件号码=id_number("1961-01-01", "2"), 姓名="李四"),
    ]
    done = make.imported(officer, run_jobs, make.workbook(tmp_path, rows))
    cars = [departments.bill(kind="vehicle", amount=None, household_no=row["户编号"]) for row in rows]
    departments.push(client("bumen"), *cars, department="public_security")
    run_jobs()
    first, second = session.scalars(select(Household).order_by(Household.household_no))
    mine = select(Alert).where(Alert.rule == "four_have")
    assert session.scalar(mine.where(Alert.household_id == first.id)) is not None
    taken = session.scalars(mine.where(Alert.household_id == second.id)).one()
    assert officer.post(f"/alerts/{taken.id}:claim").status_code == 200
    officer.post(f"/imports/{done['id']}:reverse")
    run_jobs()
    assert session.scalars(select(Household.household_no)).all() == ["51192199002"]
    assert {alert.household_id for alert in session.scalars(select(Alert))} == {second.id}
    left = session.scalars(select(DepartmentRecord.state).order_by(DepartmentRecord.household_no)).all()
    assert left == ["unmatched", "matched"]


def test_the_head_may_change_places_with_another_member(officer, session, run_jobs, tmp_path):
    child = {"证件号码": id_number("1995-01-01", "2"), "姓名": "张小花"}
    make.imported(officer, run_jobs, make.workbook(tmp_path, [make.row(), make.row(**child, 与户主关系="之女")]))
    swapped = [make.row(**child, 与户主关系="户主"), make.row(与户主关系="之父")]
    only = make.checked(officer, run_jobs, make.workbook(tmp_path, swapped[:1]))
    assert make.rows_of(officer, only["id"], "rejected")[0]["errors"][0]["code"] == "head_differs"
    report = make.imported(officer, run_jobs, make.workbook(tmp_path, swapped))
    assert (report["state"], report["counts"]["changed"]) == ("succeeded", 2)
    assert session.scalar(select(Household.head_name)) == "张小花"
    officer.post(f"/imports/{report['id']}:reverse")
    run_jobs()
    session.expire_all()
    assert session.scalar(select(Household.head_name)) == "张三"


def test_a_household_moves_with_everything_it_has(officer, session, run_jobs, tmp_path):
    make.imported(officer, run_jobs, make.workbook(tmp_path, [make.row(主要致贫原因="因病")]))
    report = make.imported(
        officer, run_jobs, make.workbook(tmp_path, [make.row(行政村="邵家河村", 主要致贫原因="因病")])
    )
    (changed,) = make.rows_of(officer, report["id"], "changed")
    assert [(c["title"], c["old"], c["new"]) for c in changed["changes"]] == [("行政村", "新桥河村", "邵家河村")]
    session.expire_all()
    places = {r.region_code for table in (Household, Member, HouseholdHistory) for r in session.scalars(select(table))}
    assert places == {"511921119204"}
