"""Every operation × everybody: what is not his, a caller can neither read nor change nor learn to exist."""

import pytest
from sqlalchemy import select

from tests.house.conftest import PEOPLE, told
from tests.house.operations import ACCOUNTS, OBJECTS, OPERATIONS, REFERENCES
from tests.make import COUNTY, USERS
from yihu.accounts import access
from yihu.accounts.access import Caller
from yihu.accounts.models import SavedView
from yihu.accounts.permissions import GRANTS, Permission
from yihu.kernel.db import Area

WITH_OBJECT = [
    op
    for op in OPERATIONS
    if any(f"{{{name}}}" in op for name in OBJECTS)
    and not op.startswith(("PUT /att", "PATCH /att", "GET /jobs/{job_id}/files"))  # a file opens by its ticket alone
]
READS = [op for op in OPERATIONS if op.startswith("GET ") and not op.startswith("GET /public/")]
ROLE = {**{name: role for name, (_, role, _) in USERS.items()}, **{f"wai-{role}": role for role in PEOPLE}}
OWN = ["cunganbu", "xiangzhen", "xianji", "bumen", "yinhang", "shenji", "guanli"]


def may(username: str, operation: str) -> bool:
    needs = OPERATIONS[operation].needs
    return not needs or not GRANTS[ROLE[username]].isdisjoint(needs)


def test_no_operation_is_forgotten(routes):
    assert set(routes) == set(OPERATIONS)


def test_each_role_does_what_it_is_granted_and_nothing_else(client, world, knock):
    wrong = []
    for username in OWN:
        browser = client(username)
        for operation in OPERATIONS:
            answer = knock(browser, operation, world.path(operation))
            refused = answer.status_code == 403 and answer.json()["code"] == "not_allowed"
            if refused == may(username, operation) or answer.status_code >= 500:
                wrong.append((username, operation, answer.status_code, answer.text[:200]))
    assert wrong == []


def test_a_stranger_meets_closed_doors(client, world, knock):
    stranger = client()
    doors = {op: knock(stranger, op, world.path(op)).status_code for op in OPERATIONS}
    assert {op for op, status in doors.items() if status != 401} == {
        "GET /health", "GET /ready", "GET /public/villages/{door}", "PUT /public/villages/{door}/declarations/{made}",
        "POST /public/villages/{door}/receipts:look-up",
    }  # fmt: skip


def test_the_owner_reaches_what_the_probes_ask_for(client, world, knock):
    """Otherwise the matrix below would prove nothing."""
    mute, refused = [], []
    for operation in WITH_OBJECT:
        browser = client(OPERATIONS[operation].owner)
        his, nobodys = (knock(browser, operation, p) for p in (world.path(operation), world.unknown(operation)))
        if told(his) == told(nobodys):
            mute.append(operation)
        if not his.is_success and his.status_code != OPERATIONS[operation].answer:
            refused.append((operation, his.status_code, his.text))
    assert (mute, refused) == ([], [])


def leaks(client, world, knock, usernames, operations) -> list[tuple]:
    """What a stranger of another place is told of an object, beside what is said of one that does not exist.

    Only of operations that his role is granted: who is not, learns nothing, whichever the place (above).
    """
    found, nobodys = [], {}
    for username in usernames:
        browser = client(username)
        for operation in (op for op in operations if may(username, op)):
            theirs = knock(browser, operation, world.path(operation))
            if operation not in nobodys:  # is the same for all who may ask
                nobodys[operation] = told(knock(browser, operation, world.unknown(operation)))
            nothing = theirs.status_code in {403, 404} or theirs.json().get("items") == []
            if told(theirs) != nobodys[operation] or not nothing:
                found.append((username, operation, told(theirs), nobodys[operation]))
    return found


def test_a_foreign_object_looks_like_none(client, world, strangers, knock):
    assert leaks(client, world, knock, strangers, WITH_OBJECT) == []


@pytest.fixture
def without_filter(monkeypatch):
    """The application believes that everybody's area is everywhere; row-level security still knows better."""

    def entering(caller):
        area = Area(caller.region_code[:6], caller.region_code)
        return {"lo": area.code, "hi": area.end, "sign_in": caller.sign_in_id}

    monkeypatch.setattr(access, "_entering", entering)
    monkeypatch.setattr(Caller, "county", property(lambda _: COUNTY))
    monkeypatch.setattr(Caller, "area", property(lambda _: Area(COUNTY, "")))
    monkeypatch.setattr(Caller, "binds", lambda *_: {"county": COUNTY, "lo": "", "hi": ":"})


def test_row_level_security_alone_hides_foreign_objects(client, world, strangers, knock, without_filter):
    plain = {f"{{{name}}}" for name in REFERENCES}
    watched = [
        op
        for op in WITH_OBJECT
        if Permission.USERS_WRITE not in OPERATIONS[op].needs and not any(name in op for name in plain)
    ]  # accounts are no county table
    assert leaks(client, world, knock, strangers, watched) == []


def test_row_level_security_alone_empties_foreign_lists(client, world, strangers, knock, without_filter):
    ids = {str(world.ids[name]) for name in (*OBJECTS, "delivered_id") if name not in ACCOUNTS | REFERENCES}
    shown = []
    for username in strangers:
        browser = client(username)
        for operation in READS:
            answer = knock(browser, operation, world.path(operation))
            if answer.is_success and (any(i in answer.text for i in ids) or "单小红" in answer.text):
                shown.append((username, operation, answer.text[:300]))
    assert shown == []


def test_the_lists_show_their_own(client, world, knock):
    both = client("cunganbu"), client("xiangzhen")
    seen = "".join(knock(browser, op, world.path(op)).text for browser in both for op in READS)
    assert [
        name for name in OBJECTS if name not in (*ACCOUNTS, "attachment_id") and str(world.ids[name]) not in seen
    ] == []


def test_nobody_deletes_the_view_of_another(client, world, session):
    assert client("xianji").delete(f"/saved-views/{world.ids['view_id']}").status_code == 204
    assert session.scalar(select(SavedView.id).where(SavedView.id == world.ids["view_id"])) is not None
    assert client("cunganbu").delete(f"/saved-views/{world.ids['view_id']}").status_code == 204
    assert session.scalar(select(SavedView.id).where(SavedView.id == world.ids["view_id"])) is None
