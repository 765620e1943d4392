"""Carrying out a planned roster, and taking it back."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.exchange.models import CHANGE_COLUMNS
from yihu.exchange.profile import Batch
from yihu.exchange.records import Records
from yihu.exchange.restoring import pointing_at, restored
from yihu.exchange.setwise import assignments, counted, remake, run
from yihu.helpers import duties
from yihu.helpers.models import Helper, Unit
from yihu.kernel import clock

RECORDS = Records("helper", "HelperChanged")
PLAIN = (
    "roster_no", "name", "name_sort", "kinds", "position", "level", "region_code", "phone", "party_member", "capacity",
)  # fmt: skip
SEARCH = "lower(concat_ws(E'\\n', p.name, p.initials, coalesce(p.unit, u.name), coalesce(p.roster_no, w.roster_no)))"
NEW_UNITS = f"""
    with made as (
        insert into unit (county, region_code, name, kind, layer)
        select :county, :lo, unit, 'other', min(level) from row_plan
        where unit is not null and action <> 'unchanged' group by unit
        on conflict do nothing returning id
    )
    insert into import_change ({CHANGE_COLUMNS})
    select :county, :import_id, :lo, 'unit', id, 1, null from made
"""
CHANGE = f"""
    update helper w set {assignments(PLAIN, "p", "w")}, unit_id = coalesce(n.id, w.unit_id), search_text = {SEARCH},
        version = w.version + 1, updated_at = now()
    from row_plan p join helper o on o.county = :county and o.id = p.helper_id
    left join unit n on n.county = :county and n.name = p.unit
    left join unit u on u.county = :county and u.id = coalesce(n.id, o.unit_id)
    where w.county = :county and w.id = p.helper_id and p.action = 'changed'
"""
ADD = f"""
    insert into helper (county, id, {", ".join(PLAIN)}, unit_id, search_text, valid_from)
    select :county, p.id, {", ".join(f"p.{column}" for column in PLAIN)}, u.id,
           lower(concat_ws(E'\\n', p.name, p.initials, p.unit, p.roster_no)), :today
    from row_plan p left join unit u on u.county = :county and u.name = p.unit where p.action = 'new'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name, "today": clock.business_date()}
    for step in (*RECORDS.before, NEW_UNITS, CHANGE, ADD, *RECORDS.after):
        run(session, step, binds)
    _copied(session, batch, "select id from row_plan where action = 'changed'")
    return {}


def _copied(session: Session, batch: Batch, which: str) -> None:
    ids = list(session.scalars(text(which)))
    for follow in duties.FOLLOWERS:
        follow(session, batch.county, ids)


# New people whom something points at by now stay; so do units.
UNDOING = """
    select c.row_id, c.before, 'helper' as table_name
    from import_change c join helper w on w.county = :county and w.id = c.row_id
    where c.county = :county and c.import_id = :import_id and c.table_name = 'helper' and w.version = c.version_after
      and (c.before is not null or w.id not in ({pointing}))
"""
DELETE_UNITS = """
    delete from unit u using import_change c
    where u.county = :county and c.county = :county and c.import_id = :import_id and c.table_name = 'unit' and c.row_id = u.id
      and u.version = c.version_after and u.id not in ({pointing})
"""


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    """People whom nobody has touched since get their state of before; new ones go unless somebody relies on them."""
    actor = session.info["actor"]
    binds = batch.binds | {"actor_id": actor.id, "actor_name": actor.name}
    remake(session, "undoing_row", UNDOING.format(pointing=pointing_at(Helper, ())), binds, "row_id")
    for step in (*RECORDS.undone, RECORDS.delete):
        run(session, step, binds)
    restored(session, Helper, binds)
    run(session, DELETE_UNITS.format(pointing=pointing_at(Unit, ())), binds)
    _copied(session, batch, "select row_id from undoing_row where before is not null")
    return counted(session, RECORDS.counts, binds)
