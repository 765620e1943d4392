"""Every operation × what other systems follow: a write that succeeds leaves a fact of each record that it changed."""

from sqlalchemy import text

from tests.house.operations import OPERATIONS
from tests.make import COUNTY
from yihu.integration.resources import RESOURCES
from yihu.kernel import moves
from yihu.kernel.db import EVERYWHERE, entering

WRITES = [op for op in OPERATIONS if not op.startswith("GET ")]
DERIVED = {
    "household": ("active_loan_count", "issue_count", "search_text"), "plan": ("completeness", "gaps", "measure_count", "done_count"),
}  # fmt: skip
"""Recomputed from other records, without a new version."""


def state(session) -> dict:
    """Every record that is told of, as it stands."""
    entering(EVERYWHERE)(session)
    found = {}
    for subject, table, _ in moves.subjects():
        rest = "".join(f" - '{name}'" for name in (*DERIVED.get(subject, ()), "updated_at"))
        query = text(f"select x.id, (to_jsonb(x){rest})::text from {table} x where x.county = :county")
        found |= {(subject, row_id): row for row_id, row in session.execute(query, {"county": COUNTY})}
    return found


def told(session) -> set:
    query = text("select subject_kind, subject_id from fact where county = :county and seq > :since")
    return {tuple(row) for row in session.execute(query, {"county": COUNTY, "since": session.info["since"]})}


def test_a_write_leaves_a_fact_of_what_it_changed(client, session, world, undone):
    before, silent, seen = state(session), [], set()
    session.info["since"] = (
        session.scalar(text("select max(seq) from fact where county = :county"), {"county": COUNTY}) or 0
    )
    for operation in WRITES:
        op = OPERATIONS[operation]
        sent = {"content": op.body} if isinstance(op.body, bytes) else {"json": op.body} if op.body is not None else {}
        with undone():
            path = world.path(operation)
            client(op.owner).request(
                operation.split(maxsplit=1)[0], path, headers={"If-Match": '"1"', **op.headers}, **sent
            )
            after = state(session)
            changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
            if changed - told(session):
                silent.append((operation, changed - told(session)))
            seen |= {subject for subject, _ in changed}
    assert silent == []
    assert seen == set(RESOURCES), "otherwise nothing would have been proven of the others"


def test_what_is_told_of_is_what_can_be_followed():
    assert {subject: table for subject, table, _ in moves.subjects()} == {
        name: resource.table for name, resource in RESOURCES.items()
    }
