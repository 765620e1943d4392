from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Date, Select, Text, bindparam, cast, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from yihu.accounts.access import Caller, within, within_binds
from yihu.accounts.models import User
from yihu.files.queries import named
from yihu.households.models import Household
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.households.sections import section
from yihu.kernel.paging import Listing, any_of
from yihu.pairings.models import Campaign
from yihu.visits.models import Finding, FindingState, Visit

TODAY = bindparam("today", type_=Date)
"""The business date."""
SHOWN = 10
"""Visits on a household's page; the list has the rest."""


def visit(user: Caller, visit_id: UUID) -> Select[Visit]:
    return select(Visit).where(within(Visit, user), Visit.id == visit_id)


def finding(user: Caller, finding_id: UUID) -> Select[Finding]:
    return select(Finding).where(within(Finding, user), Finding.id == finding_id)


def findings_of(visit_id: Any) -> ColumnElement[Any]:
    """A scalar: the findings of a visit as JSON, shape `FindingBrief`."""
    f = Finding
    entry = func.json_build_object(
        "id", f.id, "category", f.category, "severity", f.severity, "text", f.text, "state", f.state,
        "due_on", f.due_on, "owner_name", f.owner_name,
    )  # fmt: skip
    listed = func.coalesce(func.json_agg(aggregate_order_by(entry, f.id)), literal_column("'[]'::json"))
    return select(listed).where(f.county == COUNTY, f.visit_id == visit_id).scalar_subquery()


SPOKEN = cast(array(["policy"]), ARRAY(Text))
PUBLICITY = Visit.purposes.overlap(SPOKEN) | Visit.supports.overlap(SPOKEN) | (func.cardinality(Visit.topics) > 0)
"""Policies were explained or handed out in print (宣传)."""
HAS_FINDING = exists().where(Finding.county == COUNTY, Finding.visit_id == Visit.id)
CAMPAIGN_NAME = select(Campaign.name).where(Campaign.county == COUNTY, Campaign.id == Visit.campaign_id)
RECORDER = select(User.name).where(User.id == Visit.recorded_by)

VISITS = Listing(
    base=select(
        Visit.id, Visit.household_id, *of_household(Visit, Household.household_no, Household.head_name), Visit.region_code, village_name(Visit).label("region_name"),
        Visit.visited_on, Visit.contact, Visit.purposes, Visit.visitor_id, Visit.visitor_name, Visit.visitor_level,
        Visit.helper_id, Visit.participants, Visit.person_met, Visit.causes_seen, Visit.supports, Visit.topics,
        Visit.situation, Visit.needs, Visit.suggestions, Visit.materials, Visit.copies, Visit.households_reached, Visit.next_on,
        Visit.campaign_id, CAMPAIGN_NAME.scalar_subquery().label("campaign_name"),
        named(Visit.attachment_ids).label("attachments"), findings_of(Visit.id).label("findings"), Visit.made_at,
        Visit.created_at, Visit.clock_doubtful, Visit.voided_on, Visit.voided_why,
        RECORDER.scalar_subquery().label("recorded_by_name"), Visit.version,
    ),
    area=within_binds(Visit),
    filters={
        "id": Visit.id == bindparam("id"),
        "household_id": Visit.household_id == bindparam("household_id"),
        "visitor_id": Visit.visitor_id == bindparam("visitor_id"),
        "helper_id": Visit.helper_id == bindparam("helper_id"),
        "campaign_id": Visit.campaign_id == bindparam("campaign_id"),
        "level": any_of(Visit.visitor_level, "level"),
        "contact": any_of(Visit.contact, "contact"),
        "purpose": Visit.purposes.overlap(bindparam("purpose", type_=ARRAY(Text))),
        "visited_on_gte": Visit.visited_on >= bindparam("visited_on_gte", type_=Date),
        "visited_on_lt": Visit.visited_on < bindparam("visited_on_lt", type_=Date),
        "voided": bindparam("voided") == Visit.voided_on.is_not(None),
        "publicity": bindparam("publicity") == PUBLICITY,
        "has_finding": bindparam("has_finding") == HAS_FINDING,
        "q": matches(Visit),
    },
    sorts={
        "visited_on": (Visit.visited_on, Visit.id),
        "region": (Visit.region_code, Visit.visited_on, Visit.id),
        "created_at": (Visit.created_at, Visit.id),
    },
    default_sort="-visited_on",
)  # fmt: skip

OVERDUE = (Finding.state == FindingState.OPEN) & func.coalesce(Finding.due_on < TODAY, False)
VISITOR = select(Visit.visitor_name).where(Visit.county == COUNTY, Visit.id == Finding.visit_id)
LAST = literal_column("date '9999-12-31'", Date)

FINDINGS = Listing(
    base=select(
        Finding.id, Finding.visit_id, VISITOR.scalar_subquery().label("visitor_name"), Finding.household_id,
        *of_household(Finding, Household.household_no, Household.head_name),
        Finding.region_code, village_name(Finding).label("region_name"), Finding.category, Finding.severity,
        Finding.text, Finding.owner_id, Finding.owner_name, Finding.found_on, Finding.due_on, OVERDUE.label("overdue"),
        Finding.state, Finding.action, Finding.acted_on, Finding.acted_by_name, Finding.passed_on_as,
        Finding.closed_on, Finding.closed_by_name, Finding.version,
    ),
    area=within_binds(Finding),
    filters={
        "id": Finding.id == bindparam("id"),
        "household_id": Finding.household_id == bindparam("household_id"),
        "owner_id": Finding.owner_id == bindparam("owner_id"),
        "state": any_of(Finding.state, "state"),
        "category": any_of(Finding.category, "category"),
        "severity": any_of(Finding.severity, "severity"),
        "passed_on_as": any_of(Finding.passed_on_as, "passed_on_as"),
        "overdue": bindparam("overdue") == OVERDUE,
        "q": matches(Finding) | (func.strpos(Finding.text, bindparam("q", type_=Text)) > 0),
    },
    sorts={
        "due_on": (func.coalesce(Finding.due_on, LAST), Finding.id),
        "found_on": (Finding.found_on, Finding.id),
        "region": (Finding.region_code, Finding.found_on, Finding.id),
    },
    default_sort="-found_on",
)  # fmt: skip


@section("visits")
def household_visits(h: Any) -> Select[*tuple[Any, ...]]:
    """The latest visits on the household's page, voided ones left out."""
    v = Visit
    photos = func.cardinality(v.attachment_ids).label("attachment_count")
    return (
        select(
            v.id, v.visited_on, v.contact, v.purposes, v.visitor_name, v.visitor_level, v.situation, v.needs,
            v.causes_seen, photos, findings_of(v.id).label("findings"),
        )
        .where(v.county == COUNTY, v.household_id == h.id, v.voided_on.is_(None))
        .order_by(v.visited_on.desc(), v.created_at.desc(), v.id.desc())
        .limit(SHOWN)
    )  # fmt: skip
