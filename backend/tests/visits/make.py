from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from tests.conftest import TODAY
from tests.make import COUNTY, VILLAGE
from yihu.accounts.models import User
from yihu.helpers.models import Helper
from yihu.kernel.pinyin import sort_key
from yihu.pairings.models import Campaign, CampaignTarget, Pairing
from yihu.visits.models import Finding, Visit

FORM = {"visited_on": str(TODAY), "contact": "home", "purposes": ["routine"]}
PROBLEM = {"category": "housing", "severity": "warning", "text": "屋顶漏雨"}


def user_id(session, username: str) -> UUID:
    return session.scalars(select(User.id).where(User.username == username)).one()


def helper(session, name: str = "方扶", level: str = "county", username: str | None = None, **over) -> Helper:
    values = {"region_code": COUNTY, "valid_from": date(2025, 1, 1), "user_id": username and user_id(session, username)}
    row = Helper(county=COUNTY, name=name, name_sort=sort_key(name), search_text=name, level=level, **values | over)
    session.add(row)
    session.flush()
    return row


def pairing(session, who: Helper, home, kind: str = "assistance_person", **over) -> Pairing:
    values = {"valid_from": date(2026, 1, 1), "household_id": home.id, "region_code": home.region_code}
    row = Pairing(
        county=COUNTY, helper_id=who.id, kind=kind, helper_name=who.name, helper_level=who.level, **values | over
    )
    session.add(row)
    session.flush()
    return row


def visit(session, home, ago: int = 0, level: str = "village", **over) -> Visit:
    """A stored visit so many days before today."""
    values = {
        "visited_on": TODAY - timedelta(days=ago), "contact": "home", "purposes": ["routine"], "visitor_name": "何村",
        "visitor_level": level,
    }  # fmt: skip
    row = Visit(county=COUNTY, region_code=home.region_code, household_id=home.id, **values | over)
    session.add(row)
    session.flush()
    return row


def finding(session, home, ago: int = 0, **over) -> Finding:
    seen = visit(session, home, ago)
    values = {"severity": "warning", "owner_name": "何村", "found_on": seen.visited_on}
    row = Finding(
        county=COUNTY, region_code=home.region_code, household_id=home.id, visit_id=seen.id, category="housing",
        text="屋顶漏雨", **values | over,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def campaign(session, kind: str, starts_on: date, ends_on: date, homes=(), **over) -> Campaign:
    values = {"name": f"行动{starts_on}至{ends_on}", "region_code": VILLAGE[:9]}
    row = Campaign(county=COUNTY, kind=kind, starts_on=starts_on, ends_on=ends_on, **values | over)
    session.add(row)
    session.flush()
    for home in homes:
        session.add(
            CampaignTarget(
                county=COUNTY, region_code=home.region_code, campaign_id=row.id, household_id=home.id, kind="household"
            )
        )
    session.flush()
    return row
