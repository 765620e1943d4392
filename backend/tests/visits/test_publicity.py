"""R431: what was handed out and explained: material, copies, households reached."""

from datetime import timedelta

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import OTHER_VILLAGE, VILLAGE
from tests.visits import make
from yihu.visits.compliance_schemas import Publicity
from yihu.visits.models import Visit


def read(browser, **asked) -> Publicity:
    answer = browser.get("/visits/publicity", params=asked)
    assert answer.status_code == 200, answer.text
    return Publicity.model_validate(answer.json())


def test_material_copies_and_households_by_village(client, session):
    home = household(session, "5119210001", VILLAGE, "甲户")
    other = household(session, "5119210002", OTHER_VILLAGE, "乙户")
    leaflet = {"materials": "医保政策明白纸", "purposes": ["policy"]}
    for one in (home, home, other):
        make.visit(session, one, **leaflet, copies=1)
    make.visit(session, other, topics=["health"])
    make.visit(session, home, ago=400, **leaflet, copies=9)
    make.visit(session, home, **leaflet, copies=9, voided_on=TODAY, voided_why="登记错了")
    make.visit(session, home, materials="大米一袋", supports=["relief"])
    session.commit()
    gathering = {
        "region_code": VILLAGE, "visited_on": str(TODAY - timedelta(days=1)), "contact": "village",
        "purposes": ["policy"], "materials": "医保政策明白纸", "copies": 60, "households_reached": 42,
    }  # fmt: skip
    village = client("cunganbu")
    made = village.post("/visits", json=gathering)
    assert (made.status_code, made.json()["households_reached"]) == (201, 42)
    found = read(client("xiangzhen"))
    assert (found.occasions, found.copies, found.households) == (5, 63, 44)
    assert [(row.materials, row.occasions, row.copies, row.households) for row in found.materials] == [
        ("医保政策明白纸", 4, 63, 44), (None, 1, 0, 1),
    ]  # fmt: skip
    assert {row.region_code: (row.occasions, row.copies, row.households) for row in found.villages} == {
        VILLAGE: (3, 62, 43), OTHER_VILLAGE: (2, 1, 1),
    }  # fmt: skip
    assert read(village).households == 43
    assert read(client("xiangzhen"), **{"from": str(TODAY)}).copies == 3
    listed = client("xiangzhen").get("/visits", params={"publicity": True, "visited_on_gte": "2026-01-01"}).json()
    assert len(listed["items"]) == 5


def test_only_a_gathering_reaches_households(client, session):
    home = household(session)
    session.commit()
    answer = client("cunganbu").post(
        "/visits", json=make.FORM | {"household_id": str(home.id), "households_reached": 2}
    )
    assert answer.status_code == 422


def test_an_older_page_repeats_its_visit(client, session):
    """A field that was added since changes nothing about a visit sent before it."""
    home = household(session)
    session.commit()
    form = make.FORM | {"household_id": str(home.id), "id": "0199bbbb-0000-7000-8000-000000000001"}
    village = client("cunganbu")
    assert [village.post("/visits", json=form).status_code for _ in range(2)] == [201, 201]
    assert session.query(Visit).count() == 1
