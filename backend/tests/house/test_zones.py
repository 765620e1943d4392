"""片区: whatever can be asked for a village can be asked for a zone of that village alone, and answers the same (R193)."""

from uuid import uuid4

import pytest

from tests.conftest import TODAY
from tests.house.conftest import asking, told
from tests.house.test_addresses import parameters
from tests.make import OTHER_VILLAGE, VILLAGE
from tests.plans.make import home
from yihu.regions.models import Region, Zone, ZoneVillage

NO_AREA = {"GET /benefits/matrix": "one village by its nature", "GET /responsibilities": "places, not what is in them"}
BARE = {
    "GET /assurance-defects/history", "GET /benefits/safety-net", "GET /field-devices", "GET /pairings/idle-helpers", "GET /plans/batch-members",
    "GET /village-years", "GET /visits/publicity",
}  # fmt: skip
"""Where the world has nothing in the village: these are asked all the same."""


@pytest.fixture(scope="session")
def narrowed(routes) -> dict[str, bool]:
    """The operations that can be asked for a region -> whether for a zone too."""
    asked = {
        op: parameters(route.dependant).get("region_code") for op, route in routes.items() if op.startswith("GET ")
    }
    return {op: "片区" in (field.field_info.description or "") for op, field in asked.items() if field}


@pytest.fixture
def zone_of(session):
    def made(*villages: str) -> str:
        zone = Zone(
            region_code=villages[0][:6],
            kind="small",
            name=session.get(Region, villages[0]).short_name,
            valid_from=TODAY,
        )
        session.add(zone)
        session.flush()
        session.add_all(
            ZoneVillage(zone_id=zone.id, kind="small", region_code=one, valid_from=TODAY) for one in villages
        )
        session.commit()
        return str(zone.id)

    return made


def test_every_list_and_report_of_a_region_takes_a_zone(narrowed):
    assert {op for op, takes in narrowed.items() if not takes} == set(NO_AREA)
    assert len(narrowed) > 70


def test_a_zone_of_one_village_answers_as_the_village(client, world, session, narrowed, knock, zone_of):
    home(session, region_code=VILLAGE, member_count=1)
    home(session, region_code=VILLAGE, household_class="verge", member_count=1)
    places = {VILLAGE: zone_of(VILLAGE), OTHER_VILLAGE: zone_of(OTHER_VILLAGE)}
    browser = client("xianji")

    def asked(operation: str, place: str) -> tuple:
        answer = knock(browser, operation, asking(world.path(operation), region_code=place, include_total="true"))
        assert answer.status_code < 500, (operation, answer.text)
        return told(answer)

    differ, bare = [], set()
    for operation in sorted(set(narrowed) - set(NO_AREA)):
        of_villages = [asked(operation, village) for village in places]
        if of_villages != [asked(operation, zone) for zone in places.values()]:
            differ.append(operation)
        if of_villages[0] == of_villages[1]:
            bare.add(operation)
    assert differ == []
    assert bare == BARE
    assert browser.get("/households", params={"region_code": str(uuid4())}).json()["items"] == [], "no such zone"
