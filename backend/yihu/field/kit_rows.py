"""Which rows go into a kit. Binds of all: county, lo, hi, today, user_id."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Date, Select, Text, Uuid, bindparam, cast, func, literal, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from yihu.accounts.access import Caller, within_binds
from yihu.accounts.models import Role, User
from yihu.accounts.permissions import GRANTS, Permission
from yihu.assurances import judging
from yihu.field import (
    todo,
    todos,  # noqa: F401  every file of the folder registers itself
)
from yihu.helpers.models import Helper
from yihu.households.models import Household
from yihu.households.queries import COUNTY, whole
from yihu.kernel.models import valid_on
from yihu.pairings.models import Campaign, Pairing
from yihu.plans import vague
from yihu.plans.vague_models import VagueWord
from yihu.policy.models import Code

LABELS = (
    "alert_false_reason", "alert_refer_reason", "alert_true_reason", "assignment_kind", "assurance_item", "assurance_reason", "bank", "case_channel", "case_decision", "comparison_answer", "comparison_item", "delivery_outcome", "disability_class", "domain", "education",
    "finding_category", "finding_severity", "five_batch", "fund_source", "health", "household_class",
    "household_status", "household_type", "housing_grade", "income_item", "kinship", "labour", "measure_category", "measure_executor",
    "monitor_class", "nation", "pairing_kind", "plan_reason", "poverty_cause", "receiver_relation", "risk_kind", "school_state", "schooling", "sex",
    "special_group", "unit_layer", "visit_purpose", "visit_support", "water_source_kind", "work_status",
)  # fmt: skip
"""Code lists whose words the phone shows."""
FINDERS = sorted(role.value for role, granted in GRANTS.items() if Permission.VISITS_WRITE in granted)
ME = bindparam("user_id", type_=Uuid)
TODAY = bindparam("today", type_=Date)
Rows = Select[*tuple[Any, ...]]


def scope_of(user: Caller) -> Role:
    """Whose kit it is: a cadre's whole village, a helper's households, or of a wider area what concerns the caller."""
    return user.role if user.role in (Role.VILLAGE_CADRE, Role.HELPER) else Role.TOWNSHIP_OFFICER


def households(scope: Role) -> Rows:
    h = aliased(Household, name="h")
    query = whole(h).add_columns(h.search_text).where(within_binds(h))
    if scope is Role.VILLAGE_CADRE:
        return query
    if scope is Role.HELPER:
        return query.where(h.id.in_(_paired()))
    wanted = select(todo.listed().subquery("wanted").c.household_id)
    return query.where(h.id.in_(wanted.union(_paired())))


def tasks(scope: Role) -> Rows:
    listed = todo.listed()
    if scope is not Role.HELPER:
        return listed
    one = listed.subquery("listed")
    return select(one).where(one.c.household_id.in_(_paired()))


def _paired() -> Select[Any]:
    """Households the caller answers for as a helper."""
    p, me = Pairing, Helper
    mine = select(me.id).where(me.county == COUNTY, me.user_id == ME, valid_on(me, TODAY))
    return select(p.household_id).where(
        p.county == COUNTY, p.helper_id.in_(mine), p.household_id.is_not(None), valid_on(p, TODAY)
    )


PARTS: Mapping[str, Callable[[Role], Rows]] = {"households": households, "todos": tasks}


def _array(query: Rows) -> Select[str]:
    rows = query.subquery("row")
    return select(cast(func.coalesce(func.json_agg(text('"row"')), text("'[]'::json")), Text)).select_from(rows)


def _campaigns() -> Select[str]:
    """Running ones that the caller's place belongs to or holds."""
    c = Campaign
    lo = bindparam("lo", type_=Text)
    near = func.starts_with(lo, c.region_code) | func.starts_with(c.region_code, lo)
    running = (c.starts_on <= TODAY) & (c.ends_on >= TODAY)
    return _array(select(c.id, c.name, c.kind).where(c.county == COUNTY, near, running).order_by(c.starts_on, c.id))


def _colleagues() -> Select[str]:
    """Who of the area can own a finding."""
    u = User
    here = (u.region_code >= bindparam("lo")) & (u.region_code < bindparam("hi"))
    finder = u.role.in_([Role(role) for role in FINDERS])
    return _array(select(u.id, u.name).where(here, finder, u.disabled_at.is_(None)).order_by(u.name, u.id))


def _labels() -> Select[str]:
    entry = func.json_build_object("code", Code.code, "label", Code.label)
    lists = (
        select(Code.list, func.json_agg(aggregate_order_by(entry, Code.sort, Code.code)).label("entries"))
        .where(Code.list.in_(bindparam("lists", LABELS, expanding=True)))
        .group_by(Code.list)
        .order_by(Code.list)
        .subquery("lists")
    )
    return select(cast(func.json_object_agg(lists.c.list, lists.c.entries), Text))


def _assurance_items() -> Select[str]:
    """The forms of the items, which the code declares."""
    return select(cast(literal(json.dumps([form.model_dump() for form in judging.forms()], ensure_ascii=False)), Text))


def _vague_words() -> Select[str]:
    """What a measure should not be put in, so that the phone can say so without signal."""
    words = vague.current().order_by(VagueWord.word).subquery("words")
    return select(cast(func.coalesce(func.json_agg(words.c.word), text("'[]'::json")), Text)).select_from(words)


SMALL: Mapping[str, Callable[[], Select[str]]] = {
    "campaigns": _campaigns,
    "colleagues": _colleagues,
    "assurance_items": _assurance_items,
    "vague_words": _vague_words,
    "code_lists": _labels,
}
