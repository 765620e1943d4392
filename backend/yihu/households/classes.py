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
from yihu.households.service import LISTS
from yihu.kernel import audit
from yihu.kernel.db import among
from yihu.kernel.facts import publish, wrote
from yihu.policy import service as policy

KINDS = ("household_class", "status")
SET = text(
    """
    update household h
    set household_class = case when r.given ? 'household_class' then r.given ->> 'household_class' else h.household_class end,
        status = case when r.given ? 'status' then r.given ->> 'status' else h.status end,
        version = h.version + 1, updated_at = now()
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, given jsonb)
    where h.county = :county and h.id = r.id
    """
)


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
    given = [{"id": str(one), "given": dict(values)} for one, values in wanted.items()]
    session.execute(SET, {"county": user.county, "rows": json.dumps(given)})
    wrote(session, Household)
    ids = list(wanted)
    history.keep(session, user.county, ids, source)
    derive.refresh(session, user.county, ids)
    entries, events = [], []
    for one, values in wanted.items():
        row = rows[one]
        told = {name: [getattr(row, name), value] for name, value in values.items() if value != getattr(row, name)}
        about = {"version": row.version + 1, "changes": told, "source": source}
        entries.append(audit.Entry(row.region_code, "household", one, about))
        events.append(HouseholdChanged(user.county, row.region_code, str(one), sorted(told)))
    audit.record_all(session, "household.reclassified", user.county, entries)
    publish(session, *events)
