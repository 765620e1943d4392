"""Whoever changes a draft leaves an audit row about it: by this an undone carry-over knows which drafts nobody has touched.

The ways are read from the routes and the kinds of command, so that a new one fails here until it is shown to leave its trace.
"""

from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.field.make import command, send
from tests.house.operations import OPERATIONS
from tests.house.operations.plans import CONSENT, MEASURE, TOLD
from tests.house.operations.plans import OPERATIONS as OF_PLANS
from yihu.accounts.permissions import Permission
from yihu.field.command import KINDS

DRAFTS = text(
    """
    select p.id, (to_jsonb(p) - '{completeness,gaps,measure_count,done_count,updated_at,version}'::text[])::text
                 || coalesce((select jsonb_agg(to_jsonb(m) - '{updated_at,version}'::text[] order by m.id) from measure m
                              where m.county = p.county and m.plan_id = p.id)::text, '')
    from plan p where p.county = '511921' and p.state = 'draft'
    """
)
TRACES = text("select subject_id from audit_entry where county = '511921' and subject_kind = 'plan'")
NO_DRAFT = {
    "POST /plans/{plan_id}:submit": "a draft no longer, and the world's is not complete",
    "POST /plans/{plan_id}:approve": "of a plan handed in", "POST /plans/{plan_id}:return": "becomes 被退回, not a draft",
    "POST /plans/{plan_id}:close": "of a plan in force", "POST /measures/{measure_id}:progress": "of a plan in force",
    "POST /households/{household_id}/plan-suggestions:decline": "beside the plan", "POST /risk-signals": "beside the plan",
    "plan_submit": "a draft no longer", "measure_progress": "of a plan in force", "suggestion_decline": "beside the plan",
}  # fmt: skip
"""Ways of those who write plans that leave no draft behind, and why."""


@pytest.fixture
def touched(session):
    """Calls something: the drafts it began, changed or removed, those of them without a trace of it, the answer."""

    def ask(act, *given, **named) -> tuple:
        before, told = dict(session.execute(DRAFTS).all()), list(session.scalars(TRACES))
        answer = act(*given, **named)
        session.expire_all()
        after = dict(session.execute(DRAFTS).all())
        changed = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
        return changed, {one for one in changed if session.scalars(TRACES).all().count(one) <= told.count(one)}, answer

    return ask


def body(world, operation: str):
    if operation == "POST /measures:assign":
        return {"measure_ids": [str(world.ids["measure_id"])], "helper_id": str(world.ids["helper_id"])}
    return OPERATIONS[operation].body


def test_no_route_changes_a_draft_without_a_trace(client, world, undone, touched):
    reach, silent = set(), []
    for operation, op in OPERATIONS.items():
        method, path = operation.split()[0], world.path(operation)
        if method == "GET" or isinstance(op.body, bytes) or op.needs is None:
            continue
        browser, sent = client(op.owner), body(world, operation)
        asked = {"json": sent} if sent is not None else {}
        if operation == "POST /plans":
            asked = {"json": {"household_id": str(world.ids["household_id"]), "year": 2027}}
        with undone():
            changed, traceless, _ = touched(browser.request, method, path, headers={"If-Match": '"1"'}, **asked)
        reach |= {operation} if changed else set()
        silent += [(operation, one) for one in traceless]
    assert silent == []
    ways = {op for op, how in OF_PLANS.items() if how.needs == (Permission.PLANS_WRITE,) and not op.startswith("GET")}
    assert ways - reach - NO_DRAFT.keys() == set(), "does it change a draft? show it, or say why not"


def test_no_command_changes_a_draft_without_a_trace(client, world, undone, touched):
    plan, measure, home = (str(world.ids[name]) for name in ("plan_id", "measure_id", "household_id"))
    seen = {"measures": [{"id": measure, "text": "单家养牛"}]}
    samples = {
        "plan_start": (str(uuid4()), {"household_id": home, "year": 2027}), "plan_change": (plan, {"wish": "想养羊"}),
        "plan_confirm": (plan, CONSENT | seen), "measure_add": (str(uuid4()), {"plan_id": plan, **MEASURE}),
        "measure_change": (measure, {"text": "养羊十只"}), "measure_drop": (measure, {"text": "单家养牛"}),
        "measure_progress": (str(world.ids["running_id"]), TOLD), "plan_submit": (plan, seen),
        "suggestion_decline": (home, {"key": "cause:no_skill", "reason": "已经会了"}),
    }  # fmt: skip
    ways = {kind for kind, how in KINDS.items() if how.needs is Permission.PLANS_WRITE}
    assert ways == samples.keys(), "a command of those who write plans without its sample"
    browser, mute = client("cunganbu"), []
    for kind, (subject, patch) in samples.items():
        base = {"base_version": 1, "base": dict.fromkeys(patch) | {"text": "单家养牛"}}
        with undone():
            sent = command(kind, subject, patch, household_id=home, **base)
            changed, traceless, answer = touched(send, browser, sent)
        assert not traceless, kind
        if not changed and kind not in NO_DRAFT:
            mute.append((kind, answer))
    assert mute == []
