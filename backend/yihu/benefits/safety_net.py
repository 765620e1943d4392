"""兜底保障: households on the county's list in which nobody can work, and what of social security holds them (R214)."""

from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Text, Uuid, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import array

from yihu.accounts.access import within_binds
from yihu.benefits import entitlement
from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.households.models import Household, Member
from yihu.households.queries import ABLE, COUNTY, village_name
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.kernel.reading import as_json

B, H, M, P = Benefit, Household, Member, BenefitPolicy
NET = ("dibao", "destitute_support")
"""Kinds of benefit a household can live on."""
FURTHER = ("temporary_relief", "disability_aid", "pension")
FILED = ("dibao", "destitute")
"""Code list `special_group`: what the national file says."""


def _one_of(value: Any, codes: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*(value == code for code in codes))


def _of_household(query: Any) -> Any:
    return query.where(M.county == COUNTY, M.household_id == H.id, M.left_on.is_(None)).correlate(H)


def nobody_able() -> ColumnElement[bool]:
    """Of every member it is known that he cannot work; of a household still on the register and not an ordinary one."""
    able = _of_household(select(M.id)).where(M.labour.is_(None) | _one_of(M.labour, ABLE))
    said: ColumnElement[bool] = (
        (H.household_class != "ordinary") & (func.coalesce(H.status, "") != "cancelled") & (H.member_count > 0)
        & ~able.exists()
    )  # fmt: skip
    return said


def covered() -> ColumnElement[bool]:
    """A record that runs, or the national file says so."""
    mine = (B.county == COUNTY, B.household_id == H.id, _one_of(P.kind, NET), entitlement.current())
    held = select(B.id).join(P, (P.county == COUNTY) & (P.id == B.policy_id)).where(*mine).correlate(H).exists()
    said: ColumnElement[bool] = held | H.special_groups.overlap(cast(array(FILED), ARRAY(Text)))
    return said


def _records() -> Any:
    member = select(M.name).where(M.county == COUNTY, M.id == B.member_id).scalar_subquery().label("member_name")
    mine = (B.county == COUNTY, B.household_id == H.id, _one_of(P.kind, (*NET, *FURTHER)), entitlement.current())
    query = select(
        P.kind, P.name.label("policy_name"), member, B.granted_on, B.ends_on, as_text(B.amount).label("amount")
    )
    return query.join(P, (P.county == COUNTY) & (P.id == B.policy_id)).where(*mine).order_by(B.granted_on).correlate(H)


SAFETY_NET = Listing(
    base=select(
        H.id.label("household_id"), H.household_no, H.head_name, H.household_class, H.household_type, H.region_code,
        village_name(H).label("region_name"), H.member_count, as_text(H.net_income_per_capita).label("net_income_per_capita"),
        H.income_year, H.special_groups, as_json(_records()).label("records"), covered().label("covered"),
    ),
    area=within_binds(H) & nobody_able(),
    filters={
        "household_id": H.id == bindparam("household_id", type_=Uuid),
        "household_class": any_of(H.household_class, "household_class"),
        "covered": bindparam("covered", type_=Boolean) == covered(),
        "q": func.strpos(H.search_text, bindparam("q", type_=Text)) > 0,
    },
    sorts={
        "region": (H.region_code, H.head_sort, H.id),
        "income": (func.coalesce(H.net_income_per_capita, 0), H.id),
    },
    default_sort="region",
)  # fmt: skip
