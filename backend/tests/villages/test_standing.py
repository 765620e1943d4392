"""What a village has, whom it has on file, and how many were poor year by year."""

from datetime import date

from tests.make import OTHER_VILLAGE, VILLAGE
from tests.plans.make import home
from yihu.helpers.models import VillageStanding
from yihu.households.models import HouseholdHistory


def of(rows: list[dict], **wanted) -> dict:
    (found,) = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return found


def test_a_village_tells_what_it_has_and_what_its_households_lack(client, session):
    cadre, officer = client("cunganbu"), client("xiangzhen")
    home(session, conditions={"household_power": True, "broadcast": False}, water_difficult=True)
    session.add(
        VillageStanding(
            county="511921", region_code=VILLAGE, poor=True, valid_from=date(2014, 1, 1), valid_to=date(2018, 12, 1), source="县文件"
        )
    )  # fmt: skip
    session.commit()
    path = f"/village-facilities/{VILLAGE}/clinic"
    made = cadre.put(path, json={"has": False, "due_on": "2026-12-31", "note": "在建"})
    assert (made.status_code, made.json()["version"]) == (200, 1)
    assert cadre.put(path, json={"has": True, "since": "2026-11-01"}).status_code == 412, (
        "said before: needs its version"
    )
    early = cadre.put(path, json={"has": True, "since": "2027-01-01"}, headers={"If-Match": '"1"'})
    assert early.json()["errors"][0]["code"] == "not_yet"
    assert cadre.put(path, json={"has": True, "since": "2026-11-01"}, headers={"If-Match": '"1"'}).status_code == 200
    assert cadre.put(path.replace("clinic", "airport"), json={"has": True}).status_code == 422
    assert cadre.put(path.replace(VILLAGE, OTHER_VILLAGE), json={"has": True}).status_code == 403
    found = of(officer.get("/village-conditions").json(), region_code=VILLAGE)
    assert [(f["kind"], f["has"], f["since"]) for f in found["facilities"]] == [("clinic", True, "2026-11-01")]
    assert (found["households"], found["lacks_broadcast"], found["lacks_water"], found["lacks_power"]) == (1, 1, 1, 0)
    assert (found["poor"], found["exited_on"], found["in_charge"]) == (False, "2018-12-01", None)
    assert len(cadre.get("/village-conditions").json()) == 1
    listed = {
        lack: officer.get("/households", params={"lacks": lack}).json()["items"] for lack in ("broadcast", "power")
    }
    assert [len(items) for items in listed.values()] == [1, 0], "each count leads to its names"


def test_the_years_tell_who_was_poor_who_returned_and_where_it_rose(client, session):
    officer = client("xiangzhen")
    homes = [home(session, exited_year=year)[0] for year in (2019, None)]
    spans = (
        (homes[0], {"status": "not_exited"}, date(2014, 1, 1), date(2019, 12, 1)),
        (homes[0], {"status": "exited", "household_class": "unstable_exited"}, date(2019, 12, 1), None),
        (homes[1], {"status": "returned"}, date(2020, 6, 1), None),
    )
    for row, codes, begins, ends in spans:
        session.add(
            HouseholdHistory(
                county=row.county, region_code=row.region_code, household_id=row.id, **codes, valid_from=begins,
                valid_to=ends, source="测试",
            )
        )  # fmt: skip
    session.commit()
    for year, population in ((2019, 400), (2020, 200)):
        assert officer.put(f"/village-years/{VILLAGE}/{year}", json={"population": population}).status_code == 204

    def told(by: str) -> list[dict]:
        return officer.get("/village-years", params={"first": 2018, "last": 2020, "by": by}).json()

    names = (
        "poor_households",
        "exited_households",
        "newly_exited_households",
        "risky_persons",
        "returned_persons",
        "incidence",
        "rising",
    )
    assert {row["year"]: [row[name] for name in names] for row in told("village")} == {
        2018: [1, 0, 0, 0, 0, None, False],
        2019: [0, 1, 1, 1, 0, "0.00", False],
        2020: [1, 1, 0, 1, 1, "0.50", True],
    }
    assert [(row["region_code"], row["poor_persons"]) for row in told("area")] == [
        ("511921119", 1),
        ("511921119", 0),
        ("511921119", 1),
    ]
