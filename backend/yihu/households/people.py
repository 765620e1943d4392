"""Everybody of the register with his household beside him, one row per member: what the national member form asks for."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, select

from yihu.accounts.access import within_binds
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, FILTERS
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing
from yihu.regions.models import Region

H, M = Household, Member
OF_HOUSEHOLD = (
    "region_code", "natural_village", "household_no", "member_count", "status", "exited_year", "household_type",
    "household_class", "main_cause", "other_causes", "unsafe_housing", "water_safe", "water_difficult",
    "declared_income_year", "phone_masked",
)  # fmt: skip
OF_MEMBER = (
    "household_id", "person_no", "name", "id_masked", "sex", "born_on", "relation", "nation", "education", "schooling",
    "health", "labour", "work_status", "work_months", "serious_illness_insured", "special_groups",
)  # fmt: skip


def _place(digits: int) -> ColumnElement[Any]:
    return select(Region.name).where(Region.code == func.left(H.region_code, digits)).scalar_subquery()


HEAD_FIRST = cast(case((M.relation == "02", 0), else_=1), Integer)

PEOPLE = Listing(
    base=select(
        M.id, *(getattr(M, name) for name in OF_MEMBER), *(getattr(H, name) for name in OF_HOUSEHOLD),
        as_text(H.declared_income).label("declared_income"), _place(6).label("county_name"),
        _place(9).label("township_name"), _place(12).label("village_name"),
    ).join(H, (H.county == COUNTY) & (H.id == M.household_id)),
    area=within_binds(M) & M.left_on.is_(None),
    filters={name: condition for name, condition in FILTERS.items() if name != "id_hash"},
    sorts={"household": (H.region_code, H.household_no, HEAD_FIRST, M.id)},
    default_sort="household",
)  # fmt: skip
