"""A department's list beside our records: each difference is asked in the village, and its answer goes back."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.assurances import make as assured
from tests.comparisons import make
from tests.conftest import TODAY
from tests.exchange import make as exchange
from tests.exchange.test_plans_import import workbook
from tests.field.make import command, send
from tests.households.make import id_number
from tests.plans.make import home
from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.comparisons import comparing
from yihu.households.models import Member
from yihu.kernel.crypto import blind_index

LINE = {
    "项目": "低保", "名单日期": "2026-11-10", "户编号": None, "证件号码": None, "姓名": "张三", "地址": None, "户类别": None,
    "残疾类别": None, "残疾等级": None,
}  # fmt: skip


@pytest.fixture
def bureau(client):
    return client("bumen")


def tag(row):
    return {"If-Match": f'"{row["version"]}"'}


def entries(browser, **params):
    return browser.get("/department-entries", params=params).json()["items"]


def known(session, serial, **over):
    """A household whose head has a number of his own."""
    row, head = home(session, **over)
    number = id_number("1970-01-01", "1", serial)
    head.id_hash, head.id_masked = blind_index(number), "5119****0011"
    session.flush()
    return row, head, number


@pytest.mark.rules("difference_unanswered")
def test_a_list_is_compared_answered_and_told_back(session, client, bureau, run_jobs, tmp_path):
    """R351, R368: by file in, to-do in the village, answer by API and by file out, not good enough, answered again."""
    ours, head, number = known(session, 1)
    head.special_groups = ["dibao"]
    _, other, number2 = known(session, 2)
    _, missing, _ = known(session, 3)
    missing.special_groups = ["dibao"]
    stranger = id_number("1980-01-01", "2", 9)
    session.commit()
    lines = [
        LINE | {"证件号码": number, "姓名": "张山", "户编号": ours.household_no}, LINE | {"证件号码": number2, "姓名": other.name},
        LINE | {"证件号码": stranger, "姓名": "李不识", "地址": "新桥河村2组"},
    ]  # fmt: skip
    made = exchange.imported(bureau, run_jobs, workbook(tmp_path, *lines), profile="department_lists")
    assert made["state"] == "succeeded", exchange.rows_of(bureau, made["id"], "rejected")
    counts = {name: made["counts"][f"entries_{name}"] for name in ("match", "differ", "only_theirs", "only_ours")}
    assert counts == {"match": 0, "differ": 1, "only_theirs": 2, "only_ours": 1}
    found = {(e["name"], e["standing"], tuple(e["differing"])) for e in entries(bureau)}
    assert found == {
        ("张山", "differs", ("name",)), (other.name, "only_theirs", ()), ("李不识", "only_theirs", ()),
        (missing.name, "only_ours", ()),
    }  # fmt: skip
    (one,) = entries(client("xiangzhen"), standing="differs")
    assert (one["theirs"]["name"], one["ours"]["name"], one["ours"]["household_no"]) == (
        "张山",
        head.name,
        ours.household_no,
    )
    assert one["due_on"]
    assert [e["region_name"] for e in entries(bureau, q="李不识")] == ["新桥河村"], "the address names the village"
    phone = client("cunganbu")
    todos = {t["title"]: t for t in phone.get("/field-kit").json()["todos"] if t["kind"] == "difference"}
    assert set(todos) == {"低保对象名单：张山", f"低保对象名单：{other.name}", f"低保对象名单：{missing.name}"}
    said = {"answer": "ours_right", "settlement": "身份证上是张三"}
    path = f"/department-entries/{one['id']}"
    assert bureau.post(f"{path}:answer", json=said, headers=tag(one)).status_code == 403, "the village says it"
    typed = command("difference_answer", one["id"], said, base_version=one["version"])
    assert [r["status"] for r in send(phone, typed)] == ["applied"]
    (answered,) = entries(bureau, answered=True)
    assert (answered["answer"], answered["settled_by_name"], answered["open"]) == ("ours_right", "何村", False)
    _, file = exchange.exported(bureau, run_jobs, list="/department-entries?answered=true", format="csv")
    assert "我们的数据对，请部门更正,身份证上是张三,何村" in file.decode("utf-8-sig")
    back = bureau.post(f"{path}:return", json={"why": "请附身份证照片"}, headers=tag(answered)).json()
    assert (back["answer"], back["returned_why"], back["open"]) == (None, "请附身份证照片", True)
    assert bureau.post(f"{path}:return", json={"why": "再退"}, headers=tag(back)).json()["code"] == "not_answered"
    assert phone.post(f"{path}:answer", json=said, headers=tag(answered)).json()["code"] == "version_conflict"
    assert phone.post(f"{path}:answer", json=said, headers=tag(back)).json()["settlement"] == said["settlement"]
    assert bureau.post(f"/imports/{made['id']}:reverse").status_code == 202
    run_jobs()
    assert {e["standing"] for e in entries(bureau)} == {"differs", "only_ours"}, "what has been answered is kept"


def test_two_answers_from_two_phones_are_shown_to_a_person(session, client):
    row, _ = home(session)
    assured.check(session, row, figures={"grade": "A"})
    entry = make.entry(session, row, figures={"grade": "C"})
    comparing.of_county(session, "511921")
    phone = client("cunganbu")
    (seen,) = entries(phone, standing="differs")
    first = {"answer": "theirs_right", "settlement": "确有裂缝"}
    assert phone.post(f"/department-entries/{entry.id}:answer", json=first, headers=tag(seen)).is_success
    late = command(
        "difference_answer", entry.id, {"answer": "ours_right", "settlement": "没有"}, base_version=seen["version"]
    )
    (told,) = send(phone, late)
    assert (told["status"], told["conflict"]["fields"]["answer"]["theirs"]) == ("conflict", "theirs_right")
    same = command("difference_answer", entry.id, first, base_version=seen["version"])
    assert [r["status"] for r in send(phone, same)] == ["merged"]


def test_what_changes_with_us_settles_a_difference(session, client, bureau, run_jobs):
    """A check, a corrected name, a person registered later, a later list: nobody is asked what is no difference any more."""
    row, _ = home(session)
    assured.check(session, row, figures={"grade": "A"})
    make.entry(session, row, figures={"grade": "C"})
    gone = make.entry(session, home(session)[0], on=date(2026, 10, 1), figures={"grade": "C"})
    number = id_number("1991-02-03", "1", 4)
    make.entry(session, None, "dibao", id_hash=blind_index(number), name="新来")
    comparing.of_county(session, "511921")
    session.commit()
    village = client("cunganbu")
    assert [e["id"] for e in entries(bureau, superseded=True)] == [str(gone.id)]
    assert {e["standing"] for e in entries(bureau, open=True)} == {"differs", "only_theirs"}
    lines = {"household_id": str(row.id), "checked_on": str(TODAY), "id": str(uuid4())}
    check = {"item": "housing", "result": "defect", "figures": {"grade": "C"}}
    assert village.post("/assurance-checks", json=lines | {"checks": [check]}).is_success
    form = {"name": "新来", "relation": "20", "id_number": number}
    file = village.get(f"/households/{row.id}")
    answer = village.post(f"/households/{row.id}/members", json=form, headers={"If-Match": file.headers["ETag"]})
    assert answer.is_success, answer.text
    run_jobs()
    assert [e["standing"] for e in entries(bureau, item="housing", superseded=False)] == ["match"]
    (found,) = entries(bureau, item="dibao")
    assert (found["household_id"], found["standing"]) == (str(row.id), "only_theirs"), (
        "found, and not in the group by our file"
    )
    member = session.scalars(select(Member).where(Member.county == "511921", Member.name == "新来")).one()
    member.special_groups = ["dibao"]
    session.flush()
    comparing.of_households(session, "511921", [row.id])
    assert [e["standing"] for e in entries(bureau, item="dibao")] == ["match"]


def test_both_sides_of_a_housing_list(session, client, bureau):
    """R097, R098: match, differs, only theirs, only ours."""
    same, other, ours = (home(session)[0] for _ in range(3))
    for row, grade in ((same, "C"), (other, "D"), (ours, "C")):
        assured.check(session, row, "housing", "defect", TODAY, figures={"grade": grade})
    make.entry(session, same, figures={"grade": "C"})
    make.entry(session, other, figures={"grade": "C"})
    make.entry(session, home(session)[0], figures={"grade": "D"})
    make.entry(session, None, figures={"grade": "D"})
    comparing.of_county(session, "511921")
    (told,) = bureau.get("/department-lists").json()
    assert {name: told[name] for name in ("match", "differs", "only_theirs", "only_ours", "unknown", "open")} == {
        "match": 1, "differs": 1, "only_theirs": 2, "only_ours": 1, "unknown": 1, "open": 4,
    }  # fmt: skip
    assert [r["household_id"] for r in entries(bureau, standing="only_ours")] == [str(ours.id)]
    (one,) = entries(client("xiangzhen"), standing="differs")
    assert (one["theirs"], one["ours"], one["differing"]) == ({"grade": "C"}, {"grade": "D"}, ["grade"])
    mine = [r["household_id"] for r in entries(client("cunganbu"), standing="only_theirs")]
    assert None not in mine, "strangers are the county's"


def test_both_sides_of_a_school_roll(session, bureau):
    """R102: children of listed households who are not on the roll are to be verified."""
    row, _ = home(session)
    enrolled, missing = assured.child(session, row), assured.child(session, row, date(2014, 5, 1), "张小妹")
    assured.child(session, row, date(2005, 5, 1), "张大")
    assured.child(session, home(session, household_class="ordinary")[0], name="李小宝")
    make.entry(session, row, "education", "ok", enrolled, figures={"state": "enrolled"})
    assured.check(session, row, "education", "ok", TODAY, enrolled, figures={"state": "enrolled"})
    comparing.of_county(session, "511921")
    found = {(r["name"], r["standing"]) for r in entries(bureau, item="education")}
    assert found == {("张小宝", "match"), (missing.name, "only_ours")}


def test_register_and_disability_field_by_field(session, bureau):
    row, head = home(session, household_class="verge")
    head.disability_class, head.disability_grade = "4", 2
    said = {"disability_class": "4", "disability_grade": 3}
    make.entry(session, row, "disability", member=head, figures=said)
    make.entry(
        session, row, "register", member=head, figures={"household_class": "general_exited", "household_no": "1"}
    )
    comparing.of_county(session, "511921")
    told = {e["item"]: e["differing"] for e in entries(bureau, standing="differs")}
    assert told == {"disability": ["disability_grade"], "register": ["household_class", "household_no"]}


def test_grants_of_pension_and_temporary_relief_both_ways(session, bureau):
    """R368: pensions by person, 临时救助 by household, beside the grants of the year on our file."""
    day = {"county": "511921", "region_code": "511921", "valid_from": date(2020, 1, 1), "source": "试验"}
    relief = BenefitPolicy(**day, name="临时救助", kind="temporary_relief", for_persons=False)
    pension = BenefitPolicy(**day, name="养老保险", kind="pension", for_persons=True)
    session.add_all([relief, pension])
    session.flush()
    (both, head), (ours, other), (theirs, third), (past, _) = (home(session) for _ in range(4))
    for row, policy, member, granted in (
        (both, relief, None, TODAY), (ours, relief, None, TODAY), (past, relief, None, date(TODAY.year - 1, 3, 1)),
        (both, pension, head, TODAY), (ours, pension, other, TODAY),
    ):  # fmt: skip
        about = {
            "household_id": row.id,
            "member_id": member and member.id,
            "policy_id": policy.id,
            "granted_on": granted,
        }
        session.add(Benefit(county="511921", region_code=row.region_code, source="试验", **about))
    session.flush()
    for row, person in ((both, head), (theirs, third)):
        make.entry(session, row, "temporary_relief")
        make.entry(session, row, "pension", member=person)
    comparing.of_county(session, "511921")
    want = {(both.id, "match"), (ours.id, "only_ours"), (theirs.id, "only_theirs")}
    for item in ("temporary_relief", "pension"):
        found = {(r["household_id"], r["standing"]) for r in entries(bureau, item=item)}
        assert found == {(str(home_id), standing) for home_id, standing in want}, item


def test_a_department_sees_what_its_unit_has_sent(session, client, bureau):
    row, _ = home(session)
    make.entry(session, row, sent_by=uuid4(), unit="县民政局", figures={"grade": "C"})
    assert entries(bureau) == []
    assert bureau.get("/department-lists").json() == []
    assert len(entries(client("xianji"))) == 1


@pytest.mark.rules("difference_unanswered")
def test_unanswered_differences_of_a_village_are_an_alert(session, client, run_jobs):
    """A139: one per village, gone when all is answered."""
    row, _ = home(session)
    assured.check(session, row, figures={"grade": "A"})
    entry = make.entry(
        session,
        row,
        figures={"grade": "C"},
        returned_on=date(2026, 11, 1),
        returned_why="请核实",
        returned_by_name="卜",
    )
    entry.created_at = entry.created_at.replace(year=2026, month=11, day=2)
    session.flush()
    county = client("xianji")
    assert county.post("/rounds", json={}).is_success
    run_jobs()
    asked = {"rule": "difference_unanswered", "state": "open"}
    (alert,) = county.get("/alerts", params=asked).json()["items"]
    assert alert["facts"]["未答复"] == 1
    (one,) = entries(county, open=True)
    said = {"answer": "ours_right", "settlement": "以核查为准"}
    assert county.post(f"/department-entries/{entry.id}:answer", json=said, headers=tag(one)).is_success
    assert county.post("/rounds", json={}).is_success
    run_jobs()
    assert county.get("/alerts", params=asked).json()["items"] == []
