from datetime import date
from itertools import count

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import COUNTY, TOWNSHIP, VILLAGE
from yihu.helpers.models import Helper, Unit, UnitAssignment, VillageStanding
from yihu.kernel.pinyin import sort_key
from yihu.pairings.models import Campaign, Pairing
from yihu.pairings.proposal_schemas import ProposalSummary

_serial = count(1)
LONG_AGO = date(2025, 1, 1)


def _added(session, row):
    session.add(row)
    session.flush()
    return row


def helper(session, place: str = VILLAGE, name: str | None = None, kind: str = "party_delegate", **over) -> Helper:
    """A helper on duty; a party delegate of the village unless told otherwise."""
    number = next(_serial)
    name = name or f"代表{number}"
    values = {
        "kinds": [kind], "level": "township", "valid_from": LONG_AGO, "roster_no": str(number), "phone": "08270000000",
    }  # fmt: skip
    said = {"name": name, "name_sort": sort_key(name), "search_text": name}
    return _added(session, Helper(county=COUNTY, region_code=place, **said, **values | over))


def home(session, place: str = VILLAGE, head: str = "张三", household_class: str = "general_exited", **over):
    return household(session, f"51192188{next(_serial):05}", place, head, household_class=household_class, **over)


def pairing(session, who: Helper, where, kind: str = "party_delegate", **over) -> Pairing:
    values = {"valid_from": LONG_AGO, "helper_name": who.name, "helper_level": who.level}
    at = {"county": COUNTY, "region_code": where.region_code, "household_id": where.id}
    return _added(session, Pairing(helper_id=who.id, kind=kind, **at, **values | over))


def campaign(session, place: str = TOWNSHIP, **over) -> Campaign:
    values = {
        "kind": "pairing", "name": f"行动{next(_serial)}", "pairing_kind": "party_delegate", "starts_on": LONG_AGO,
        "ends_on": date(TODAY.year, 12, 31),
    }  # fmt: skip
    return _added(session, Campaign(county=COUNTY, region_code=place, **values | over))


def unit(session, supports: str | None = None, name: str = "县财政局", **over) -> Unit:
    """A county unit, supporting a village if told."""
    row = _added(session, Unit(county=COUNTY, region_code=COUNTY, name=name, kind="finance", layer="county", **over))
    if supports:
        at = {"county": COUNTY, "region_code": supports, "unit_id": row.id}
        _added(session, UnitAssignment(kind="supporting", valid_from=LONG_AGO, **at))
    return row


def standing(session, place: str = VILLAGE, *, poor: bool = True, weak_branch: str | None = None) -> VillageStanding:
    said = {"poor": poor, "weak_branch": weak_branch, "valid_from": LONG_AGO, "source": "县文件"}
    return _added(session, VillageStanding(county=COUNTY, region_code=place, **said))


def summary(**over) -> dict:
    """A proposal's figures, all nought unless told."""
    counts = dict.fromkeys(ProposalSummary.model_fields, 0)
    return {**counts, "seconds": 0.1, "notes": [], **over}
