"""Taking records in: the same SQL for a request's rows and for a list's. A record exists once, whatever brings it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

GIVEN: Mapping[str, str] = {
    "row_no": "int", "department": "text", "kind": "text", "source_no": "text", "id_hash": "bytea", "id_masked": "text",
    "id_fault": "text", "person_name": "text", "household_no": "text", "happened_on": "date", "ends_on": "date",
    "amount": "numeric(14,2)", "details": "jsonb",
}  # fmt: skip
"""What a row brings."""
SAID = tuple(name for name in GIVEN if name not in ("row_no", "department", "kind"))
OWN_KEY = """
    coalesce('n ' || s.source_no, 'h ' || md5(concat_ws('|', encode(s.id_hash, 'hex'), s.id_masked, s.household_no,
        s.person_name, s.happened_on, s.ends_on, s.amount, s.details)))
"""
"""The department's number, else what the record says: of two that say the same one is a copy."""
COLUMNS = ", ".join(("department", "kind", *SAID))
DIFFERS = "({}) is distinct from ({})".format(
    ", ".join(f"d.{name}" for name in SAID), ", ".join(f"excluded.{name}" for name in SAID)
)


def put(rows: str, ids: str = "uuidv7()") -> str:
    """Statement that writes `rows`, each with its own_key and each key once; returns what was written.

    Who a record is about is looked for afterwards, unless somebody has said so; one that was wrong and is mended is looked at
    anew. Binds: county, region, batch.
    """
    return f"""
        insert into department_record as d (county, id, region_code, batch_id, state, why, own_key, {COLUMNS})
        select :county, {ids}, :region, :batch, 'unmatched', 'not_looked', own_key, {COLUMNS} from {rows}
        on conflict (county, department, kind, own_key) do update
        set {", ".join(f"{name} = excluded.{name}" for name in SAID)}, batch_id = excluded.batch_id,
            version = d.version + 1, updated_at = now(),
            state = case d.state when 'wrong' then 'unmatched' else d.state end,
            why = case d.state when 'wrong' then 'not_looked' else d.why end
        where {DIFFERS}
        returning new.department, new.kind, new.own_key, old.id is null as fresh
    """


def numbered(rows: str) -> str:
    """Query of the rows with their own_key and, within it, the place of each among its copies."""
    return f"""
        select k.*, row_number() over (partition by department, kind, own_key order by row_no) as copy
        from (select s.*, {OWN_KEY} as own_key from {rows} s) k
    """


SENT = "jsonb_to_recordset(cast(:rows as jsonb)) as s ({})".format(
    ", ".join(f"{name} {'text' if kind == 'bytea' else kind}" for name, kind in GIVEN.items())
)
READ = f"""
    select {", ".join("decode(s.id_hash, 'hex') as id_hash" if name == "id_hash" else f"s.{name}" for name in GIVEN)} from {SENT}
"""
TAKE = text(
    f"""
    with given as materialized ({READ}), keyed as materialized ({numbered("given")}),
    written as ({put("(select * from keyed where copy = 1) k")})
    select k.row_no, k.own_key, k.department, k.kind,
           case when k.copy > 1 then 'repeated' when w.fresh is null then 'unchanged' when w.fresh then 'new' else 'changed' end as result
    from keyed k left join written w using (department, kind, own_key) order by k.row_no
    """
)
WRITTEN = text(
    """
    select k.row_no, d.id, d.state, d.why
    from unnest(cast(:row_nos as int[]), cast(:kinds as text[]), cast(:keys as text[])) as k (row_no, kind, own_key)
    join department_record d on d.county = :county and d.department = :department and d.kind = k.kind and d.own_key = k.own_key
    """
)


def take(session: Session, binds: Mapping[str, Any], rows: str) -> list[dict[str, Any]]:
    """Write the rows of a request (JSON); what became of each."""
    return [dict(row) for row in session.execute(TAKE, {**binds, "rows": rows}).mappings()]


def as_stored(session: Session, county: str, department: str, taken: Sequence[Mapping[str, Any]]) -> dict[int, Any]:
    """By place in the request: id, state and why of the record behind each row taken."""
    binds = {
        "county": county, "department": department, "row_nos": [row["row_no"] for row in taken],
        "kinds": [row["kind"] for row in taken], "keys": [row["own_key"] for row in taken],
    }  # fmt: skip
    return {row.row_no: row for row in session.execute(WRITTEN, binds)}
