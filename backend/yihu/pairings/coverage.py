"""Is every household paired, and does every helper have one: both ways, village by village.

Everything here is SQL with the binds `county`, `lo`, `hi`, `today`, `kind` and `campaign_id`; the last two may be null.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Date, Select, Text, Uuid, bindparam, case, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.helpers.models import Helper, Unit, UnitAssignment, VillageStanding
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel import clock
from yihu.kernel.models import valid_on
from yihu.kernel.paging import Listing
from yihu.pairings.campaign_problems import CampaignNotFound
from yihu.pairings.coverage_schemas import Coverage, KindCoverage, SubjectCoverage, VillageCoverage
from yihu.pairings.fit import misfit
from yihu.pairings.models import Campaign, CampaignKind, CampaignParticipant, Pairing
from yihu.regions.models import Region

TODAY = bindparam("today", type_=Date)
CAMPAIGN = bindparam("campaign_id", type_=Uuid)
USUAL = "assistance_person"
TEACHER = "teacher"
VILLAGE_DIGITS = 12
KINDS = (True, False, None)
"""A poor village, another one, one of which nobody has said it."""


def _of_campaign(column: Any) -> ColumnElement[Any]:
    return select(column).where(Campaign.county == COUNTY, Campaign.id == CAMPAIGN).scalar_subquery()


KIND = func.coalesce(bindparam("kind", type_=Text), _of_campaign(Campaign.pairing_kind), USUAL)
"""The kind asked for, else the campaign's, else the assistance person."""
CURRENT = (Pairing.county == COUNTY, Pairing.kind == KIND, valid_on(Pairing, TODAY))


def target() -> ColumnElement[bool]:
    """Households that are to be paired: those the campaign is for.

    A campaign that names no classes, or none at all, means every class but the ordinary (full coverage: every class);
    without statuses every status but cancelled. A household that has exited still counts. Teachers answer for pupils.
    """
    h, classes, statuses = Household, _of_campaign(Campaign.household_classes), _of_campaign(Campaign.statuses)
    of_class = case(
        (func.cardinality(classes) > 0, h.household_class == func.any(cast(classes, ARRAY(Text)))),
        else_=(h.household_class != "ordinary") | (_of_campaign(Campaign.kind) == CampaignKind.FULL_COVERAGE),
    )
    of_status = case(
        (func.cardinality(statuses) > 0, h.status == func.any(cast(statuses, ARRAY(Text)))),
        else_=h.status.is_distinct_from("cancelled"),
    )
    pupils = exists().where(
        Member.county == COUNTY,
        Member.household_id == h.id,
        Member.left_on.is_(None),
        Member.schooling != "not_student",
    )
    known = or_(CAMPAIGN.is_(None), exists().where(Campaign.county == COUNTY, Campaign.id == CAMPAIGN))
    place = func.starts_with(h.region_code, func.coalesce(_of_campaign(Campaign.region_code), ""))
    return known & place & of_class & of_status & or_(KIND != TEACHER, pupils)


def engaged() -> ColumnElement[bool]:
    """Helpers on duty who are to be paired: those who take part in the campaign, else everybody of the kind."""
    p = CampaignParticipant
    mine = (p.county == COUNTY, p.campaign_id == CAMPAIGN)
    takes_part = Helper.id.in_(select(p.helper_id).where(*mine))
    of_kind = func.array_position(Helper.kinds, KIND).is_not(None)
    return valid_on(Helper, TODAY) & case((exists().where(*mine), takes_part), else_=of_kind)


COVERED = Household.id.in_(select(Pairing.household_id).where(*CURRENT, Pairing.household_id.is_not(None)))
PAIRED = Helper.id.in_(select(Pairing.helper_id).where(*CURRENT))


def area(user: Caller, region_code: str | None, kind: str | None, campaign_id: UUID | None) -> dict[str, Any]:
    """The binds of everything here."""
    given = {"kind": kind, "campaign_id": campaign_id, "today": clock.business_date()}
    return {**user.binds(region_code), **given}


def _last(column: Any) -> ColumnElement[Any]:
    """Of the pairing of the kind that ended last."""
    past = (Pairing.county == COUNTY, Pairing.household_id == Household.id, Pairing.kind == KIND)
    query = select(column).where(*past, Pairing.valid_to <= TODAY).correlate(Household)
    return query.order_by(Pairing.valid_to.desc(), Pairing.id.desc()).limit(1).scalar_subquery()


def unit_name() -> ColumnElement[Any]:
    return (
        select(Unit.name).where(Unit.county == COUNTY, Unit.id == Helper.unit_id).scalar_subquery().label("unit_name")
    )


UNCOVERED = Listing(
    base=select(
        Household.id.label("household_id"), Household.household_no, Household.head_name, Household.household_class,
        Household.status, Household.region_code, village_name(Household).label("region_name"), Household.phone_masked,
        _last(Pairing.helper_name).label("former_helper"), _last(Pairing.valid_to).label("ended_on"),
        _last(Pairing.end_reason).label("end_reason"),
    ),
    area=within_binds(Household) & target() & ~COVERED,
    filters={"q": func.strpos(Household.search_text, bindparam("q", type_=Text)) > 0},
    sorts={
        "region": (Household.region_code, Household.head_sort, Household.id),
        "name": (Household.head_sort, Household.id),
    },
    default_sort="region",
)  # fmt: skip
"""Households to be paired that nobody answers for."""

IDLE = Listing(
    base=select(
        Helper.id.label("helper_id"), Helper.name.label("helper_name"), unit_name(), Helper.position, Helper.level,
        Helper.phone, Helper.region_code, village_name(Helper).label("region_name"), Helper.roster_no,
    ),
    area=within_binds(Helper) & engaged() & ~PAIRED,
    filters={"q": func.strpos(Helper.search_text, bindparam("q", type_=Text)) > 0},
    sorts={"region": (Helper.region_code, Helper.name_sort, Helper.id), "name": (Helper.name_sort, Helper.id)},
    default_sort="region",
)  # fmt: skip
"""Helpers who are to be paired and have nobody."""


def _counted(place: Any, wanted: ColumnElement[bool], done: ColumnElement[bool], names: tuple[str, str]) -> Any:
    village = func.left(place.region_code, 12)
    counts = (func.count().label(names[0]), func.count().filter(done).label(names[1]))
    return select(village.label("code"), *counts).where(within_binds(place), wanted).group_by(village).subquery()


def _misfits() -> Any:
    """Pairs of the kind that do not fit their village, by village."""
    village = func.left(Pairing.region_code, 12).label("code")
    wrong = (within_binds(Pairing), *CURRENT, misfit(Pairing).is_not(None))
    return select(village, func.count().label("misfits")).where(*wrong).group_by(village).subquery()


def by_village() -> Select[*tuple[Any, ...]]:
    """A row per village with target households or helpers; helpers of no village stand under their township."""
    homes = _counted(Household, target(), COVERED, ("households", "covered"))
    hands = _counted(Helper, engaged(), ~PAIRED, ("helpers", "idle"))
    wrong, s = _misfits(), VillageStanding
    code = func.coalesce(homes.c.code, hands.c.code)
    counts = (
        func.coalesce(column, 0).label(column.name) for part in (homes, hands, wrong) for column in list(part.c)[1:]
    )
    name = select(Region.short_name).where(Region.code == code).scalar_subquery()
    query = select(code.label("region_code"), name.label("region_name"), s.poor, s.weak_branch, *counts)
    joined = homes.join(hands, hands.c.code == homes.c.code, full=True).outerjoin(wrong, wrong.c.code == code)
    standing = (s.county == COUNTY) & (s.region_code == code) & valid_on(s, TODAY)
    return query.select_from(joined.outerjoin(s, standing)).order_by(code)


def _kinds(villages: list[VillageCoverage]) -> list[KindCoverage]:
    """Sums by what the village is: poor, other, or nobody has said."""
    of_kind = {poor: [v for v in villages if v.poor is poor and len(v.region_code) == VILLAGE_DIGITS] for poor in KINDS}
    return [
        KindCoverage(
            poor=poor,
            villages=len(those),
            households=sum(v.households for v in those),
            covered=sum(v.covered for v in those),
            misfits=sum(v.misfits for v in those),
        )
        for poor, those in of_kind.items()
        if those
    ]


def _subjects() -> dict[str, Select[int, int]]:
    """结对覆盖到每所学校、每位教师、每个学生: of each kind how many there are, and how many are paired."""
    u, a, m, p = Unit, UnitAssignment, Member, Pairing
    helped = exists().where(a.county == COUNTY, a.target_unit_id == u.id, a.kind == "counterpart", valid_on(a, TODAY))
    schools = select(func.count(), func.count().filter(helped)).where(within_binds(u), u.kind == "education")
    teachers = select(func.count(), func.count().filter(PAIRED)).where(within_binds(Helper), engaged())
    taught = exists().where(p.county == COUNTY, p.member_id == m.id, p.kind == KIND, valid_on(p, TODAY))
    of_target = select(Household.id).where(within_binds(Household), target())
    pupils = (within_binds(m), m.household_id.in_(of_target), m.left_on.is_(None), m.schooling != "not_student")
    students = select(func.count(), func.count().filter(taught)).where(*pupils)
    return {"school": schools, "teacher": teachers, "student": students}


def coverage(session: Session, binds: dict[str, Any]) -> Coverage:
    """The figures of an area; a campaign that is not to be seen does not exist."""
    declared = (_of_campaign(Campaign.declared_helpers), _of_campaign(Campaign.declared_households))
    kind, helpers, households, campaign = session.execute(
        select(KIND, *declared, _of_campaign(Campaign.id)), binds
    ).one()
    if binds["campaign_id"] is not None and campaign is None:
        raise CampaignNotFound
    villages = [VillageCoverage.model_validate(row) for row in session.execute(by_village(), binds)]
    return Coverage(
        kind=kind,
        declared_helpers=helpers,
        loaded_helpers=sum(v.helpers for v in villages),
        declared_households=households,
        target_households=sum(v.households for v in villages),
        covered_households=sum(v.covered for v in villages),
        idle_helpers=sum(v.idle for v in villages),
        kinds=_kinds(villages),
        subjects=_of_education(session, binds) if kind == TEACHER else [],
        villages=villages,
    )


def _of_education(session: Session, binds: dict[str, Any]) -> list[SubjectCoverage]:
    rows = {name: session.execute(query, binds).one() for name, query in _subjects().items()}
    return [SubjectCoverage(subject=name, total=total, covered=covered) for name, (total, covered) in rows.items()]
