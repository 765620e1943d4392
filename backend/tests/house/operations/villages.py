from datetime import date

from tests.house.operation import STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.regions.models import Zone, ZoneVillage
from yihu.villages.asset_models import CollectiveAsset
from yihu.villages.models import VillageGoal, VillagePlan, VillageProject

VILLAGE_PLAN = {"region_code": "511921119213", "title": "村规划", "first_year": 2027, "last_year": 2030}
GOAL = {"text": "硬化村道", "target": "5.00", "unit": "公里", "due_on": "2026-12-31"}
MEASURED = {
    "region_code": "511921119213", "indicator": "broadband_share", "measured_on": STAMP, "value": "61.50",
    "source": "电信公司台账",
}  # fmt: skip
ASSET = {
    "region_code": "511921119213", "stage": "resource", "kind": "land", "name": "新荒坡", "source": "清查表", "started_on": "2020-01-01",
}  # fmt: skip
ZONE = {"kind": "small", "name": "河东小片", "villages": ["511921119213"]}
PROJECT = {"region_code": "511921119213", "name": "新项目", "category": "industry", "amount": "100000.00"}

OPERATIONS = {
    "GET /village-plans": Op((P.VILLAGES_READ,)),
    "POST /village-plans": Op((P.VILLAGES_WRITE,), VILLAGE_PLAN),
    "GET /village-plans/{plan_id}": Op((P.VILLAGES_READ,), ids={"plan_id": "village_plan_id"}),
    "PATCH /village-plans/{plan_id}": Op(
        (P.VILLAGES_WRITE,), {"summary": "修路养牛"}, ids={"plan_id": "village_plan_id"}
    ),
    "PUT /village-plans/{plan_id}/goals/{goal_id}": Op((P.VILLAGES_WRITE,), GOAL, ids={"plan_id": "village_plan_id"}),
    "DELETE /village-goals/{goal_id}": Op((P.VILLAGES_WRITE,)),
    "GET /village-conditions": Op((P.VILLAGES_READ,)),
    "PUT /village-facilities/{region_code}/{kind}": Op(
        (P.VILLAGES_WRITE,),
        {"has": True, "since": "2020-05-01"},
        ids={"region_code": "village", "kind": "facility_kind"},
    ),
    "GET /village-years": Op((P.VILLAGES_READ,), query="first=2020&last=2026"),
    "PUT /village-years/{region_code}/{year}": Op(
        (P.VILLAGES_WRITE,), {"population": 800}, ids={"region_code": "village", "year": "some_year"}
    ),
    "GET /village-projects": Op((P.VILLAGES_READ,)),
    "POST /village-projects": Op((P.VILLAGES_WRITE,), PROJECT),
    "GET /village-indicators": Op((P.VILLAGES_READ,), query="indicator=broadband_share"),
    "POST /village-indicators": Op((P.VILLAGES_WRITE,), MEASURED),
    "PATCH /village-projects/{project_id}": Op((P.VILLAGES_WRITE,), {"progress": 60}),
    "GET /collective-assets": Op((P.VILLAGES_READ,)),
    "POST /collective-assets": Op((P.VILLAGES_WRITE,), ASSET),
    "GET /collective-assets/{asset_id}": Op((P.VILLAGES_READ,)),
    "PATCH /collective-assets/{asset_id}": Op((P.VILLAGES_WRITE,), {"operator": "合作社"}),
    "GET /zones": Op((P.REGIONS_READ,)),
    "POST /zones": Op((P.ZONES_WRITE,), ZONE, owner="xianji"),
    "GET /zones/{zone_id}": Op((P.REGIONS_READ,)),
    "PATCH /zones/{zone_id}": Op((P.ZONES_WRITE,), {"name": "河西大片"}, owner="xianji"),
    "POST /zones/{zone_id}:end": Op((P.ZONES_WRITE,), owner="xianji"),
}


def plant(session, home, _author) -> dict:
    here = {"county": home.county, "region_code": home.region_code}
    plan = VillagePlan(**here, title="单村规划", first_year=2026, last_year=2030)
    session.add(plan)
    session.flush()
    goal = VillageGoal(**here, village_plan_id=plan.id, text="单村修路")
    project = VillageProject(**here, village_plan_id=plan.id, name="单村冷库", category="industry")
    zone = Zone(region_code=home.county, kind="large", name="单片", valid_from=date(2026, 1, 1))
    asset = CollectiveAsset(
        **here, stage="resource", kind="land", name="单家坡", source="清查表", started_on=date(2020, 1, 1)
    )
    session.add_all([goal, project, zone, asset])
    session.flush()
    session.add(
        ZoneVillage(zone_id=zone.id, kind=zone.kind, region_code=home.region_code[:12], valid_from=zone.valid_from)
    )
    session.flush()
    planted = {"village": home.region_code[:12], "facility_kind": "clinic", "some_year": "2024"}
    return planted | {
        "village_plan_id": plan.id,
        "goal_id": goal.id,
        "project_id": project.id,
        "zone_id": zone.id,
        "asset_id": asset.id,
    }
