"""片区: made, changed and ended by the county, each village in one of a kind, every change on record."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.exchange.make import exported
from tests.households.make import household
from tests.make import OTHER_TOWNSHIP, OTHER_VILLAGE, VILLAGE
from yihu.kernel.audit import AuditEntry
from yihu.regions.models import ZoneVillage

SMALL = {"kind": "small", "name": "河东小片", "villages": [VILLAGE, OTHER_VILLAGE]}


def test_the_county_groups_villages_and_lists_follow(client, session):
    county, township = client("xianji"), client("xiangzhen")
    household(session, "5119210001", VILLAGE, "张甲")
    household(session, "5119210002", OTHER_VILLAGE, "李乙")
    session.commit()
    assert township.post("/zones", json=SMALL).status_code == 403
    assert county.post("/zones", json=SMALL | {"kind": "tiny"}).status_code == 422
    wrong = county.post("/zones", json=SMALL | {"villages": ["511921119999"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/villages")
    zone = county.post("/zones", json=SMALL).json()
    assert [one["region_code"] for one in zone["villages"]] == [OTHER_VILLAGE, VILLAGE]
    assert county.post("/zones", json=SMALL).json()["code"] == "zone_name_taken"
    taken = county.post("/zones", json=SMALL | {"name": "河西小片"})
    assert (taken.json()["code"], "河东小片" in taken.json()["detail"]) == ("village_in_other_zone", True)
    assert county.post("/zones", json=SMALL | {"kind": "large", "name": "大片"}).status_code == 201, "of another kind"

    def heads():
        rows = county.get("/households", params={"region_code": zone["id"]}).json()["items"]
        return [row["head_name"] for row in rows]

    assert sorted(heads()) == ["张甲", "李乙"]

    path = f"/zones/{zone['id']}"
    assert county.patch(path, json={"name": "河东"}).status_code == 428
    changed = county.patch(
        path, json={"name": "河东", "villages": [VILLAGE]}, headers={"If-Match": f'"{zone["version"]}"'}
    )
    assert (changed.status_code, changed.json()["name"], heads()) == (200, "河东", ["张甲"])
    stale = county.patch(path, json={"name": "迟到"}, headers={"If-Match": f'"{zone["version"]}"'})
    assert stale.status_code == 412, "villages are part of what is versioned"
    only = county.patch(
        path, json={"villages": [VILLAGE, OTHER_VILLAGE]}, headers={"If-Match": changed.headers["ETag"]}
    )
    assert (only.status_code, len(heads())) == (200, 2), "back on the day it left"

    assert {one["name"] for one in client("lincun").get("/zones").json()} == {"河东", "大片"}
    assert client("linzhen").get("/zones").json() == [], f"no village of {OTHER_TOWNSHIP}"
    ended = county.post(f"{path}:end", headers={"If-Match": only.headers["ETag"]})
    assert (ended.status_code, ended.json()["valid_to"], len(ended.json()["villages"])) == (200, "2026-11-23", 2)
    assert heads() == []
    assert county.post(f"{path}:end", headers={"If-Match": ended.headers["ETag"]}).json()["code"] == "zone_ended"
    assert [one["name"] for one in county.get("/zones?ended=true").json()] == ["河东"]
    done = session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.subject_kind == "zone")
        .order_by(AuditEntry.created_at, AuditEntry.id)
    )
    assert [action for action in done if action.startswith("zone.")].count("zone.changed") == 2


def test_a_village_is_in_one_zone_of_a_kind_whatever_writes_it(client, session):
    made = client("xianji").post("/zones", json=SMALL).json()
    session.add(ZoneVillage(zone_id=made["id"], kind="small", region_code=VILLAGE, valid_from=date(2027, 1, 1)))
    with pytest.raises(IntegrityError, match="ex_zone_village_one_at_a_time"):
        session.flush()
    session.rollback()


def test_what_a_zone_shows_is_taken_away_as_it_is_shown(client, session, run_jobs):
    county = client("xianji")
    household(session, "5119210001", VILLAGE, "张甲")
    household(session, "5119210002", OTHER_VILLAGE, "李乙")
    session.commit()
    zone = county.post("/zones", json=SMALL | {"villages": [VILLAGE]}).json()["id"]
    _, data = exported(county, run_jobs, list=f"/households?region_code={zone}", format="csv")
    assert [row["户主"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))] == ["张甲"]
