"""Housing cases, water sources, and a department's list beside our own checks."""

from datetime import date

import pytest

from tests.assurances import make
from tests.conftest import TODAY
from tests.make import VILLAGE
from tests.plans.make import home


@pytest.fixture
def bureau(client):
    return client("bumen")


def tag(row):
    return {"If-Match": f'"{row["version"]}"'}


def test_a_renovation_from_approval_to_the_old_house(session, client, bureau):
    """R096, R110, R111: grade and target group are those on file."""
    row, _ = home(session, household_class="verge")
    make.check(session, row, "housing", "defect", date(2026, 2, 1), figures={"grade": "D"})
    form = {
        "household_id": str(row.id), "kind": "renovation", "method": "rebuild", "standard": "60平方米", "subsidy": "30000.00",
        "approved_on": "2026-03-01", "due_on": "2026-10-31", "old_house": "standing", "source": "县住建局〔2026〕3号",
    }  # fmt: skip
    answer = bureau.post("/housing-cases", json=form)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["grade"], made["target"], made["stage"], made["passed"]) == ("D", "monitored", "approved", False)
    assert bureau.post("/housing-cases", json=form).json()["code"] == "case_taken"
    assert len(bureau.get("/housing-cases", params={"overdue": True}).json()["items"]) == 1
    path = f"/housing-cases/{made['id']}"
    for wrong, pointer in (
        ({"moved_in_on": "2026-10-01"}, "/handed_over_on"), ({"handed_over_on": "2026-02-01"}, "/handed_over_on"),
        ({"handed_over_on": "2027-01-01"}, "/handed_over_on"), ({"old_house": "demolished"}, "/old_house_on"),
    ):  # fmt: skip
        refused = bureau.patch(path, json=wrong, headers=tag(made))
        assert refused.json()["errors"][0]["pointer"] == pointer, refused.text
    steps = {"handed_over_on": "2026-09-01", "moved_in_on": "2026-10-01"}
    moved = bureau.patch(path, json=steps, headers=tag(made)).json()
    gone = bureau.patch(path, json={"old_house": "demolished", "old_house_on": str(TODAY)}, headers=tag(moved)).json()
    assert (gone["stage"], gone["old_house"]) == ("moved_in", "demolished")
    make.check(session, row, "housing", "ok", TODAY, figures={"grade": "A"})
    (told,) = client("cunganbu").get("/housing-cases", params={"stage": "moved_in"}).json()["items"]
    assert (told["passed"], told["subsidy"]) == (True, "30000.00")
    assert client("lincun").get("/housing-cases").json()["items"] == []


def test_a_source_its_keeper_and_its_tests(session, client, bureau):
    """R114, R364: due when the county has set an interval, and only then."""
    form = {
        "region_code": VILLAGE,
        "name": "新桥水厂",
        "kind": "tap",
        "households": 120,
        "keeper_name": "老何",
        "begun_on": "2026-01-01",
    }
    made = bureau.post("/water-sources", json=form).json()
    assert (made["tested_on"], made["due_on"]) == (None, None)
    assert bureau.post("/water-sources", json=form).json()["code"] == "source_taken"
    path = f"/water-sources/{made['id']}"
    unnamed = {"tested_on": "2026-06-01", "passed": False, "source": "疾控中心"}
    assert bureau.post(f"{path}/tests", json=unnamed).status_code == 422
    assert bureau.post(f"{path}/tests", json=unnamed | {"failing": "浊度"}).json()["failing"] == "浊度"
    assert bureau.post(f"{path}/tests", json=unnamed | {"failing": "浊度"}).json()["code"] == "test_taken"
    given = {"value": 90, "valid_from": "2026-01-01", "source": "县水利局"}
    assert client("xianji").put("/policy-parameters/assurance.water_test_days_tap", json=given).is_success
    (told,) = client("cunganbu").get("/water-sources", params={"overdue": True, "passed": False}).json()["items"]
    assert (told["due_on"], told["keeper_name"]) == ("2026-08-30", "老何")
    ended = bureau.patch(path, json={"ended_on": str(TODAY)}, headers=tag(told)).json()
    assert ended["ended_on"] == str(TODAY)
    assert [t["passed"] for t in bureau.get(f"{path}/tests").json()] == [False]


def test_both_sides_of_a_housing_list(session, client, bureau):
    """R097, R098: match, differs, only theirs, only ours; a difference is settled once, in words."""
    same, other, ours = (home(session)[0] for _ in range(3))
    for row, grade in ((same, "C"), (other, "D"), (ours, "C")):
        make.check(session, row, "housing", "defect", TODAY, figures={"grade": grade})
    make.entry(session, same, result="defect", figures={"grade": "C"})
    differing = make.entry(session, other, result="defect", figures={"grade": "C"})
    make.entry(session, home(session)[0], result="defect", figures={"grade": "D"})
    make.entry(session, None, result="defect", figures={"grade": "D"})
    asked = {"item": "housing", "listed_on": "2026-11-10"}
    counts = {s["standing"]: s["count"] for s in bureau.get("/department-lists/standings", params=asked).json()}
    assert counts == {"match": 1, "differs": 1, "only_theirs": 2, "only_ours": 1}
    (told,) = bureau.get("/department-lists").json()
    assert (told["entries"], told["unknown"]) == (4, 1)

    def rows(browser, **params):
        return browser.get("/department-lists/rows", params=asked | params).json()["items"]

    assert [r["household_id"] for r in rows(bureau, standing="only_ours")] == [str(ours.id)]
    (one,) = rows(client("xiangzhen"), standing="differs")
    assert (one["their_figures"], one["our_figures"]) == ({"grade": "C"}, {"grade": "D"})
    path = f"/department-entries/{differing.id}:settle"
    assert bureau.post(path, json={"settlement": "复核为D级"}, headers=tag(one)).status_code == 204
    (one,) = rows(bureau, standing="differs")
    assert (one["settlement"], one["settled_by_name"]) == ("复核为D级", "卜门")
    assert [r["name"] for r in rows(client("cunganbu"), standing="only_theirs")] == ["张三"], (
        "strangers are the county's"
    )


def test_both_sides_of_a_school_roll(session, bureau):
    """R102: children of listed households who are not on the roll are to be verified."""
    row, _ = home(session)
    enrolled, missing = make.child(session, row), make.child(session, row, date(2014, 5, 1), "张小妹")
    make.child(session, row, date(2005, 5, 1), "张大")
    make.child(session, home(session, household_class="ordinary")[0], name="李小宝")
    make.entry(session, row, "education", "ok", enrolled)
    make.check(session, row, "education", "ok", TODAY, enrolled)
    asked = {"item": "education", "listed_on": "2026-11-10"}
    found = bureau.get("/department-lists/rows", params=asked).json()["items"]
    assert {(r["name"], r["standing"]) for r in found} == {("张小宝", "match"), (missing.name, "only_ours")}
