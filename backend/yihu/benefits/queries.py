from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from yihu.accounts.access import within_binds
from yihu.benefits import entitlement
from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, of_household, village_name
from yihu.kernel.models import valid_on
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of

TODAY = bindparam("today", type_=Date)
P, B, H = BenefitPolicy, Benefit, Household


def _recipients() -> ColumnElement[int]:
    mine = (B.county == COUNTY, B.policy_id == P.id, entitlement.current())
    return select(func.count(B.household_id.distinct())).where(*mine).correlate(P).scalar_subquery()


POLICIES = Listing(
    base=select(
        P.id, P.region_code, P.name, P.kind, P.for_persons, P.household_classes, P.causes, P.special_groups,
        P.schoolings, P.labours, P.least_age, P.most_age, P.standard, P.valid_from, P.valid_to, P.source,
        _recipients().label("recipients"), P.version,
    ),
    # What holds in the caller's area, and what holds around it.
    area=(P.county == COUNTY)
    & (func.starts_with(P.region_code, bindparam("lo")) | func.starts_with(bindparam("lo", type_=Text), P.region_code)),
    filters={
        "id": P.id == bindparam("id", type_=Uuid),
        "kind": any_of(P.kind, "kind"),
        "current": bindparam("current", type_=Boolean) == valid_on(P, TODAY),
        "reaches_nobody": bindparam("reaches_nobody", type_=Boolean) == (_recipients() == 0),
        "q": func.strpos(func.lower(P.name), bindparam("q", type_=Text)) > 0,
    },
    sorts={"kind": (P.kind, P.name, P.id), "name": (P.name, P.id)},
    default_sort="kind",
)  # fmt: skip


BENEFITS = Listing(
    base=select(
        B.id, B.policy_id, P.name.label("policy_name"), P.kind, B.household_id, *of_household(B, H.household_no, H.head_name),
        B.region_code, village_name(B).label("region_name"), B.member_id,
        select(Member.name).where(Member.county == COUNTY, Member.id == B.member_id).scalar_subquery()
        .label("member_name"),
        B.granted_on, B.ends_on, as_text(B.amount).label("amount"), B.source, B.version,
    ).join(P, (P.county == COUNTY) & (P.id == B.policy_id)),
    area=within_binds(B),
    filters={
        "id": B.id == bindparam("id", type_=Uuid),
        "household_id": B.household_id == bindparam("household_id", type_=Uuid),
        "policy_id": B.policy_id == bindparam("policy_id", type_=Uuid),
        "kind": any_of(P.kind, "kind"),
        "current": bindparam("current", type_=Boolean) == entitlement.current(),
        "granted_on_gte": B.granted_on >= bindparam("granted_on_gte", type_=Date),
        "granted_on_lt": B.granted_on < bindparam("granted_on_lt", type_=Date),
        "q": select(H.id)
        .where(H.county == COUNTY, H.id == B.household_id, func.strpos(H.search_text, bindparam("q", type_=Text)) > 0)
        .exists(),
    },
    sorts={"granted_on": (B.granted_on, B.id), "region": (B.region_code, B.granted_on, B.id)},
    default_sort="-granted_on",
)  # fmt: skip


@cache
def unserved() -> Listing:
    """应享未享 by name: persons and households who fit a policy and have no record of it."""
    h = aliased(Household, name="h")
    one, all_ = entitlement.persons(h), entitlement.household(h)
    m, p, q = one.member, one.policy, all_.policy
    about = (h.id.label("household_id"), h.household_no, h.head_name, h.region_code, h.search_text, h.county)
    people = select(
        p.id.label("policy_id"), p.name.label("policy_name"), p.kind, *about, m.id.label("member_id"),
        m.name.label("member_name"),
    ).where(within_binds(h), one.holds)  # fmt: skip
    homes = select(
        q.id.label("policy_id"), q.name.label("policy_name"), q.kind, *about, cast(null(), Uuid).label("member_id"),
        cast(null(), Text).label("member_name"),
    ).where(within_binds(h), all_.holds)  # fmt: skip
    u = people.union_all(homes).subquery("unserved").c
    shown = ("policy_id", "policy_name", "kind", "household_id", "household_no", "head_name", "region_code")
    key = func.concat(u.household_id, u.policy_id, u.member_id)
    return Listing(
        base=select(*(u[name] for name in shown), village_name(u).label("region_name"), u.member_id, u.member_name),
        area=u.county == COUNTY,
        filters={
            "policy_id": u.policy_id == bindparam("policy_id", type_=Uuid),
            "kind": any_of(u.kind, "kind"),
            "q": func.strpos(u.search_text, bindparam("q", type_=Text)) > 0,
        },
        sorts={"region": (u.region_code, key), "policy": (u.policy_name, u.region_code, key)},
        default_sort="region",
    )


def matrix() -> Select[*tuple[Any, ...]]:
    """Households of key classes against kinds of benefit: yes, no or na. Binds: county, lo, hi, today, kinds, classes."""
    h = aliased(Household, name="h")
    one, all_ = entitlement.persons(h), entitlement.household(h)
    kind = func.unnest(bindparam("kinds", type_=ARRAY(Text))).table_valued("kind", name="asked").render_derived()
    had = (
        select(B.id)
        .join(P, (P.county == COUNTY) & (P.id == B.policy_id))
        .where(B.county == COUNTY, B.household_id == h.id, P.kind == kind.c.kind, entitlement.current())
    )
    person = select(one.policy.id).where(one.holds, one.policy.kind == kind.c.kind)
    home = select(all_.policy.id).where(all_.holds, all_.policy.kind == kind.c.kind)
    answer = case(
        (had.correlate(h, kind).exists(), "yes"),
        (or_(person.correlate(h, kind).exists(), home.correlate(h, kind).exists()), "no"),
        else_="na",
    )
    cell = func.json_build_object("kind", kind.c.kind, "answer", answer)
    cells = select(func.json_agg(cell)).select_from(kind).correlate(h).scalar_subquery().label("cells")
    shown = (h.id.label("household_id"), h.household_no, h.head_name, village_name(h).label("region_name"), cells)
    return (
        select(*shown).where(within_binds(h), any_of(h.household_class, "classes")).order_by(h.region_code, h.head_sort)
    )
