"""Writing checks down, and the ledger that follows from them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.assurances import make
from tests.conftest import TODAY
from tests.plans.make import home
from yihu.assurances.models import AssuranceCheck, AssuranceDefect
from yihu.policy.models import PolicyParameter


@pytest.fixture
def cadre(client):
    return client("cunganbu")


def form(row, *lines, **over):
    return {"household_id": str(row.id), "checked_on": str(TODAY), "checks": list(lines)} | over


def line(item, result=None, **over):
    return {"item": item, "result": result, **over}


def written(browser, row, *lines, **over):
    answer = browser.post("/assurance-checks", json=form(row, *lines, **over))
    assert answer.status_code == 201, answer.text
    return answer.json()


def ledger(browser, **params):
    return browser.get("/assurance-defects", params=params).json()["items"]


def test_one_form_says_all_of_a_home(session, cadre):
    """R197: five items and water; a line per member that is in order stands for everybody it concerns."""
    row, head = home(session)
    son, grown = make.child(session, row), make.child(session, row, TODAY - timedelta(days=20 * 366), "张大")
    lines = [line(item, "ok") for item in ("food", "clothing", "housing", "water", "education", "health")]
    lines.append(line("health", member_id=str(head.id), figures={"insured": False}))
    told = written(cadre, row, *lines)
    assert (told["count"], told["defects"]) == (4 + 1 + 3, 1)
    found = cadre.get(f"/households/{row.id}").json()["assurances"]
    assert {(a["item"], a["member_name"], a["result"]) for a in found if a["member_id"]} == {
        ("education", son.name, "ok"), ("health", head.name, "defect"), ("health", son.name, "ok"),
        ("health", grown.name, "ok"),
    }  # fmt: skip
    (defect,) = ledger(cadre)
    assert (defect["item"], defect["member_name"], defect["reasons"]) == ("health", "张三", ["uninsured"])


@pytest.mark.parametrize(
    ("item", "figures", "result", "reasons"),
    [
        ("housing", {"grade": "C"}, "defect", ["grade_c"]),
        ("housing", {"grade": "B"}, "ok", []),
        ("housing", {"no_house": True}, "defect", ["no_house"]),
        ("food", {"staple": True, "protein": False}, "defect", ["no_protein"]),
        ("clothing", {"seasonal": True}, "ok", []),
        ("water", {"litres": 34, "quality": True, "piped": True, "short_days": 0}, "defect", ["water_short"]),
        ("water", {"litres": 35, "quality": True, "piped": True, "short_days": 36}, "ok", []),
        ("water", {"minutes": 21, "metres": 800}, None, []),
        ("water", {"minutes": 21, "metres": 801}, "defect", ["water_far"]),
        ("water", {"short_days": 37}, "defect", ["water_unreliable"]),
        ("water", {"supply_normal": False}, "defect", ["water_unreliable"]),
        ("water", {"source": "cellar", "treated": False}, "defect", ["water_quality"]),
    ],
)
def test_figures_decide_where_they_can(session, cadre, item, figures, result, reasons):
    row, _ = home(session)
    answer = cadre.post("/assurance-checks", json=form(row, line(item, figures=figures)))
    if result is None:
        assert answer.json()["errors"][0]["pointer"] == "/checks/0/result"
        return
    (told,) = cadre.get("/assurance-checks", params={"household_id": str(row.id)}).json()["items"]
    assert (told["result"], told["reasons"]) == (result, reasons)
    other = "ok" if result == "defect" else "defect"
    refused = cadre.post("/assurance-checks", json=form(row, line(item, other, figures=figures)))
    assert refused.json()["errors"][0]["code"] == "against_figures"


def test_a_dry_township_and_an_older_rule_judge_otherwise(session, cadre):
    row, _ = home(session)
    enough = {"litres": 22, "quality": True, "piped": True, "short_days": 0}
    assert written(cadre, row, line("water", figures=enough))["defects"] == 1
    at = {"region_code": "511921119", "valid_from": TODAY, "source": "县水利局"}
    session.add(PolicyParameter(key="assurance.water_area", value="dry", **at))
    session.flush()
    assert written(cadre, row, line("water", figures=enough))["defects"] == 0
    before = "2022-01-05"
    written(cadre, row, line("water", "ok", figures=enough), checked_on=before)
    versions = dict(session.execute(select(AssuranceCheck.checked_on, AssuranceCheck.rule_version)).all())
    assert {str(day): version for day, version in versions.items()} == {str(TODAY): "rule_2023", before: "rule_2004"}


def test_a_defect_is_closed_by_two_persons(session, client, cadre):
    row, _ = home(session)
    written(cadre, row, line("housing", "defect", note="后墙开裂"))
    (one,) = ledger(cadre, state="open")
    assert (one["note"], one["next_step"]) == ("后墙开裂", None)
    office, path = client("xiangzhen"), f"/assurance-defects/{one['id']}"

    def reconciled(browser, version):
        return browser.post(f"{path}:reconcile", json={"note": "已到户核对"}, headers={"If-Match": f'"{version}"'})

    assert reconciled(office, one["version"]).json()["code"] == "defect_not_mended"
    planned = office.patch(
        path, json={"next_step": "申请修缮", "owner_name": "何村"}, headers={"If-Match": f'"{one["version"]}"'}
    )
    assert planned.is_success
    assert written(office, row, line("housing", figures={"grade": "B"}))["defects"] == 0
    (one,) = ledger(office, state="mended")
    assert reconciled(office, one["version"]).json()["code"] == "reconciled_by_checker"
    assert reconciled(cadre, one["version"]).status_code == 403
    done = reconciled(client("xianji"), one["version"]).json()
    assert (done["state"], done["closed_by_name"], ledger(cadre, state=["open", "mended"])) == ("closed", "咸县", [])
    written(cadre, row, line("housing", "defect", note="后墙开裂"))
    assert [d["state"] for d in ledger(cadre, sort="opened_on")] == ["closed", "open"], "it has come back: a new one"


def test_a_failed_check_brings_a_mended_defect_back(session, cadre):
    row, _ = home(session)
    make.check(session, row, "water", "defect", TODAY - timedelta(days=9))
    make.check(session, row, "water", "ok", TODAY - timedelta(days=5))
    make.check(session, row, "water", "defect", TODAY - timedelta(days=7))
    assert [d["state"] for d in ledger(cadre)] == ["mended"], "what came late is older than the newest"
    make.check(session, row, "water", "defect", TODAY)
    (one,) = ledger(cadre)
    assert (one["state"], one["opened_on"], one["mended_on"]) == ("open", str(TODAY - timedelta(days=9)), None)


def test_correcting_keeps_the_wrong_one_and_never_closes_a_defect(session, client, cadre):
    row, _ = home(session)
    written(cadre, row, line("housing", "defect", note="后墙开裂"))
    (told,) = cadre.get("/assurance-checks").json()["items"]
    path, tag = f"/assurance-checks/{told['id']}:correct", {"If-Match": f'"{told["version"]}"'}
    right = {"result": "ok", "figures": {"grade": "B"}, "reason": "登记到别家了"}
    assert client("bangfu").post(path, json=right, headers=tag).json()["code"] == "not_your_check"
    mended = cadre.post(path, json=right, headers=tag).json()
    assert (mended["current"], mended["result"], mended["figures"]) == (True, "ok", {"grade": "B"})
    assert cadre.post(path, json=right, headers={"If-Match": '"2"'}).json()["code"] == "check_is_void"
    assert [d["state"] for d in ledger(cadre)] == ["mended"], "somebody else has to reconcile it"
    history = cadre.get("/assurance-checks", params={"household_id": str(row.id)}).json()["items"]
    assert {(c["voided_why"], c["current"]) for c in history} == {("登记到别家了", False), (None, True)}


def test_the_same_form_twice_is_one(session, cadre):
    row, _ = home(session)
    made = str(uuid4())
    first = written(cadre, row, line("food", "ok"), id=made)
    assert written(cadre, row, line("food", "ok"), id=made) == first
    assert len(session.scalars(select(AssuranceCheck)).all()) == 1
    other = cadre.post("/assurance-checks", json=form(row, line("food", "defect"), id=made))
    assert other.json()["code"] == "check_id_taken"


def test_what_is_refused(session, cadre):
    row, head = home(session)
    stranger, _ = home(session, region_code="511921119204")
    bad = {
        "/checks/0/item": form(row, line("nothing", "ok")),
        "/checks/0/member_id": form(row, line("health", "defect")),
        "/checks/0/note": form(row, line("food", "defect", note=" ")),
        "/checks/1/item": form(row, line("food", "ok"), line("food", "ok")),
        "/checks/0/figures/litres": form(row, line("water", "ok", figures={"litres": -1})),
        "/checked_on": form(row, line("food", "ok"), checked_on=str(TODAY + timedelta(days=1))),
        "/round_id": form(row, line("food", "ok"), round_id=str(uuid4())),
        "/grade": form(row, line("housing", "ok", figures={"grade": "E"})),
    }
    for pointer, sent in bad.items():
        answer = cadre.post("/assurance-checks", json=sent)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert cadre.post("/assurance-checks", json=form(stranger, line("food", "ok"))).status_code == 404
    of_home = form(row, line("housing", "ok", member_id=str(head.id)))
    assert cadre.post("/assurance-checks", json=of_home).json()["errors"][0]["code"] == "of_the_household"


def test_children_decide_whether_education_is_asked(session, cadre):
    row, _ = home(session)
    written(cadre, row, line("education", "ok"))
    (marker,) = cadre.get(f"/households/{row.id}").json()["assurances"]
    assert (marker["result"], marker["member_id"]) == ("not_applicable", None)
    son = make.child(session, row)
    written(cadre, row, line("education", member_id=str(son.id), figures={"state": "dropped_out"}))
    found = cadre.get(f"/households/{row.id}").json()["assurances"]
    assert [(a["member_name"], a["reasons"]) for a in found] == [("张小宝", ["dropped_out"])]
    assert found[0]["defect"]["state"] == "open"


def test_a_household_that_moves_takes_its_checks_along(session, client):
    row, _ = home(session)
    make.check(session, row, "housing", "defect")
    moved = client("xiangzhen").patch(
        f"/households/{row.id}", json={"region_code": "511921119204"}, headers={"If-Match": f'"{row.version}"'}
    )
    assert moved.is_success, moved.text
    assert [d["household_id"] for d in ledger(client("lincun"))] == [str(row.id)]
    assert ledger(client("cunganbu")) == []
    assert session.scalars(select(AssuranceDefect.region_code)).all() == ["511921119204"]
