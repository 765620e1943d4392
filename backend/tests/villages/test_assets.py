"""村集体资源、资产和股权: a resource becomes an asset, an asset equity, in this order and once (R194)."""

from tests.make import OTHER_VILLAGE, VILLAGE

LAND = {
    "region_code": VILLAGE, "stage": "resource", "kind": "land", "name": "后山荒坡", "quantity": "120.00", "unit": "亩",
    "source": "村集体资产清查表", "started_on": "2020-01-01",
}  # fmt: skip


def test_a_resource_becomes_an_asset_and_the_asset_equity(client):
    cadre = client("cunganbu")
    assert cadre.post("/collective-assets", json=LAND | {"kind": "castle"}).status_code == 422
    assert cadre.post("/collective-assets", json=LAND | {"unit": None}).status_code == 422
    assert cadre.post("/collective-assets", json=LAND | {"region_code": OTHER_VILLAGE}).status_code == 403
    land = cadre.post("/collective-assets", json=LAND).json()
    assert cadre.post("/collective-assets", json=LAND).json()["code"] == "asset_taken"

    grove = LAND | {
        "stage": "asset",
        "name": "核桃园",
        "value": "80000.00",
        "valued_on": "2024-05-01",
        "started_on": "2024-05-01",
    }
    share = grove | {
        "stage": "equity",
        "name": "核桃园股份",
        "shares": "村集体60%，农户40%",
        "started_on": "2025-01-01",
    }
    skipped = cadre.post("/collective-assets", json=share | {"came_from_id": land["id"]})
    assert skipped.json()["errors"][0]["code"] == "wrong_stage"
    asset = cadre.post("/collective-assets", json=grove | {"came_from_id": land["id"]})
    assert (asset.status_code, asset.json()["came_from_name"]) == (201, "后山荒坡")
    was = cadre.get(f"/collective-assets/{land['id']}")
    assert (was.json()["ended_on"], was.json()["became_name"]) == ("2024-05-01", "核桃园")
    twice = cadre.post("/collective-assets", json=grove | {"name": "又一园", "came_from_id": land["id"]})
    assert twice.json()["errors"][0]["code"] == "ended"
    assert cadre.post("/collective-assets", json=share | {"came_from_id": asset.json()["id"]}).status_code == 201

    path = f"/collective-assets/{asset.json()['id']}"
    assert cadre.patch(path, json={"operator": "合作社"}).status_code == 428
    assert cadre.patch(path, json={"operator": "合作社"}, headers={"If-Match": '"1"'}).status_code == 412
    now = cadre.get(path).headers["ETag"]
    assert cadre.patch(path, json={"ended_on": "2023-01-01"}, headers={"If-Match": now}).status_code == 422
    assert (
        cadre.patch(path, json={"operator": "合作社", "yearly_income": "12000"}, headers={"If-Match": now}).json()[
            "yearly_income"
        ]
        == "12000.00"
    )
    held = cadre.get("/collective-assets?ended=false").json()["items"]
    assert [(one["name"], one["stage"]) for one in held] == [("核桃园股份", "equity")]
    assert client("lincun").get("/collective-assets").json()["items"] == []
