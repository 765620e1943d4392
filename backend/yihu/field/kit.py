"""The field kit: built by PostgreSQL in one statement per part, named by a hash of what it holds."""

import hashlib
import json
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from yihu.accounts import sessions
from yihu.accounts.access import Caller, within_binds
from yihu.accounts.models import User
from yihu.field import (
    todo,
    todos,  # noqa: F401  every file of the folder registers itself
)
from yihu.field.problems import KitChanged
from yihu.households.models import Household
from yihu.households.queries import whole
from yihu.kernel import clock
from yihu.policy.models import Code

VILLAGE_CODE = 12
"""Digits of a village's code; a narrower area is a villager group."""

LABELS = (
    "assignment_kind", "bank", "delivery_outcome", "disability_class", "domain", "education", "health", "household_class",
    "household_status", "household_type", "income_item", "kinship", "labour", "nation", "poverty_cause",
    "receiver_relation", "schooling", "sex", "special_group", "work_status",
)  # fmt: skip
"""Code lists whose words the phone shows."""


def pack(session: Session, user: Caller, since: str | None) -> str:
    """The kit as JSON text; raises KitChanged when `since` names another state than the present one."""
    binds = {**user.binds(), "today": clock.business_date()}
    in_village = len(user.region_code) >= VILLAGE_CODE
    households, tasks, labels = (
        session.execute(statement, binds).scalar_one() for statement in (_households(in_village), _todos(), _labels())
    )
    cursor = hashlib.sha256((households + tasks + labels).encode()).hexdigest()[:32]
    if since is not None:
        if since != cursor:
            raise KitChanged
        households = tasks = "[]"
    me = sessions.describe_user(session, session.scalars(select(User).where(User.id == user.id)).one())
    head = json.dumps(
        {"cursor": cursor, "business_on": str(binds["today"]), "removed": {"households": [], "todos": []}}
    )
    parts = f'"user":{me.model_dump_json()},"households":{households},"todos":{tasks},"code_lists":{labels}'
    return f"{head[:-1]},{parts}}}"


def _rows(query: Select[*tuple[Any, ...]]) -> Select[str]:
    inner = query.subquery("row")
    rows = func.coalesce(func.json_agg(text('"row"')), text("'[]'::json"))
    return select(cast(rows, Text)).select_from(inner)


@cache
def _todos() -> Select[str]:
    return _rows(todo.listed())


@cache
def _households(in_village: bool) -> Select[str]:
    """All of a village; of a wider area the households with something to do."""
    h = aliased(Household, name="h")
    query = whole(h).add_columns(h.search_text).where(within_binds(h)).order_by(h.region_code, h.head_sort, h.id)
    if not in_village:
        query = query.where(h.id.in_(select(todo.listed().subquery("wanted").c.household_id)))
    return _rows(query)


@cache
def _labels() -> Select[str]:
    entry = func.json_build_object("code", Code.code, "label", Code.label)
    lists = (
        select(Code.list, func.json_agg(aggregate_order_by(entry, Code.sort, Code.code)).label("entries"))
        .where(Code.list.in_(bindparam("lists", LABELS, expanding=True)))
        .group_by(Code.list)
        .subquery("lists")
    )
    return select(cast(func.json_object_agg(lists.c.list, lists.c.entries), Text))
