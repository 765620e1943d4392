"""Class and status of many households at once, as decided elsewhere: one statement per step of a change, whoever they are."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.households import derive, history
from yihu.households.events import HouseholdChanged
from yihu.households.models import Household
from yihu.households.problems import HouseholdNotFound
from yihu.households.service import LISTS
from yihu.kernel import audit
from yihu.kernel.db import among
from yihu.kernel.facts import publish, wrote
from yihu.policy import service as policy

KINDS = {"household_class": "text", "status": "text", "exited_year": "int"}
"""Columns and their types."""
GIVEN = ", ".join(
    f"{name} = case when r.given ? '{name}' then cast(r.given ->> '{name}' as {kind}) else h.{name} end"
    for name, kind in KINDS.items()
)
SET = text(
    f"""
    update household h set {GIVEN}, version = h.version + 1, updated_at = now()
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, given jsonb)
    where h.county = :county and h.id = r.id
    """
)


def reclassify_one(session: Session, user: Caller, household_id: UUID, values: Mapping[str, Any], source: str) -> None:
    rows = held(session, user, [household_id])
    if not rows:
        raise HouseholdNotFound
    reclassify(session, user, rows, {household_id: values}, source)
    session.refresh(session.get_one(Household, (user.county, household_id)))


def held(session: Session, user: Caller, ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    """Those of them that the caller sees, with their `KINDS`, nobody else's until the transaction ends."""
    h = Household
    query = select(h.id, h.region_code, h.version, *(getattr(h, name) for name in KINDS))
    mine = query.where(within(h, user), among(h.id, ids)).order_by(h.id).with_for_update()
    return {row.id: row for row in session.execute(mine)}


def reclassify(
    session: Session, user: Caller, rows: Mapping[UUID, Row[Any]], wanted: Mapping[UUID, Mapping[str, Any]], source: str
) -> None:
    """Give the households of `rows`, which are `held`, what is `wanted` of `KINDS`; `source` goes into their histories.

    Errors: a code that its list does not have, for all of them.
    """
    if not wanted:
        return
    for codes in {tuple(sorted(values.items())) for values in wanted.values()}:
        policy.check_codes(session, LISTS, dict(codes))
    changes = {one: _changes(rows[one], values) for one, values in wanted.items()}
    given = [
        {"id": str(one), "given": {name: new for name, (_, new) in told.items()}}
        for one, told in changes.items()
        if told
    ]
    session.execute(SET, {"county": user.county, "rows": json.dumps(given)})
    wrote(session, Household)
    ids = list(wanted)
    history.keep(session, user.county, [one for one, told in changes.items() if told], source)
    derive.refresh(session, user.county, ids)
    entries, events = [], []
    for one, told in changes.items():
        row = rows[one]
        about = {"version": row.version + bool(told), "changes": told, "source": source}
        entries.append(audit.Entry(row.region_code, "household", one, about))
        events.append(HouseholdChanged(user.county, row.region_code, str(one), sorted(told)))
    audit.record_all(session, "household.reclassified", user.county, entries)
    publish(session, *events)


def _changes(row: Row[Any], values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Old and new of what differs."""
    return {name: (getattr(row, name), value) for name, value in values.items() if value != getattr(row, name)}
