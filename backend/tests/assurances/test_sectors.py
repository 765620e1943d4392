"""Housing cases and water sources."""

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
