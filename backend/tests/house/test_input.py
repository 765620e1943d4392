"""Nasty input at every field and parameter of the API: stored as sent or refused, never a fault of ours."""

import json
from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import select

from tests.house.conftest import by_room
from tests.house.operations import OPERATIONS
from tests.house.refusals import Refusals
from yihu.households.models import Household

WRITES = [op for op, known in OPERATIONS.items() if isinstance(known.body, dict)]
NASTY = {
    "nul": "张\x00三",
    "surrogate": "\ud800",
    "bell": "\x07",
    "rtl": "张\u202e三",
    "beyond the plane": "𠮷野家",
    "full width": "１２３ＡＢＣ",
    "bom": "\ufeff张三",
    "long": "长" * 10_000,
    "sql": "'; drop table household; --",
    "percent": "%00%s%(x)s{0}${jndi:x}",
    "emoji": "👨‍👩‍👧",
    "blank": "   ",
    "formula": "=1+1",
    "list": ["x"],
    "object": {"x": "\x00"},
    "number": 10**30,
    "negative": -1,
    "true": True,
    "nothing": None,
}
PROTECTED = {
    "version": 99, "county": "511902", "created_by": "x", "created_at": "2020-01-01", "role": "administrator", "id_hash": "x",
    "state": "delivered", "issue_count": 9, "user_id": "00000000-0000-7000-8000-000000000001", "password_hash": "x",
}  # fmt: skip


def spoiled(form: dict, names: Iterable[str] = ()) -> Iterator[tuple[str, dict]]:
    """The form with each nasty value in each of its fields, those it may have too, and in the first element of its lists."""
    for field in {*form, *names}:
        yield from ((name, form | {field: bad}) for name, bad in NASTY.items())
        value = form.get(field)
        if isinstance(value, dict):
            yield from ((name, form | {field: inner}) for name, inner in spoiled(value))
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from ((name, form | {field: [inner]}) for name, inner in spoiled(value[0]))


def fields(routes, operation: str) -> list[str]:
    return list(routes[operation].body_field.field_info.annotation.model_fields)


@by_room(lambda op: op in WRITES)
def test_no_value_of_any_field_is_our_fault(routes, refusals, browsers, world, knock, operations):
    wrong = []
    for operation in operations:
        browser, path, body = browsers[OPERATIONS[operation].owner], world.path(operation), routes[operation].body_field
        assert body.validate(OPERATIONS[operation].body)[1] == [], f"the probes of {operation} would all be refused"
        for name, sent in spoiled(OPERATIONS[operation].body, fields(routes, operation)):
            if refusals.news(name, [(body, json.loads(json.dumps(sent)))]):
                answer = knock(browser, operation, path, json=None, content=json.dumps(sent).encode("ascii"))
                if answer.status_code >= 500:
                    wrong.append((operation, sent, answer.status_code))
    assert wrong == []


def test_a_protected_or_unknown_field_is_refused(routes, browsers, world, knock):
    taken = []
    for operation in WRITES:
        foreign = {name: value for name, value in PROTECTED.items() if name not in fields(routes, operation)}
        sent = OPERATIONS[operation].body | foreign
        answer = knock(browsers[OPERATIONS[operation].owner], operation, world.path(operation), json=sent)
        refused = {error["pointer"] for error in answer.json().get("errors", ()) if error["code"] == "extra_forbidden"}
        if refused != {f"/{name}" for name in foreign}:
            taken.append((operation, refused, answer.text))
    assert taken == []


@pytest.mark.parametrize(
    "text", ["张\u202e三", "𠮷野家", "１２３ＡＢＣ", "'; drop table household; --", "👨‍👩‍👧", "%00%s", "㐂"]
)
def test_a_strange_name_is_kept_as_sent(client, world, session, text):
    form = OPERATIONS["POST /households"].body
    sent = form | {"address": text, "members": [form["members"][0] | {"name": text[:40]}]}
    made = client("cunganbu").post("/households", json=sent)
    assert made.status_code == 201, made.text
    stored = session.scalars(select(Household).where(Household.household_no == form["household_no"])).one()
    assert (stored.address, stored.head_name) == (text, text[:40])
    assert client("cunganbu").get(f"/households/{stored.id}").json()["address"] == text


BODIES = [b"", b"{", b"\xff\xfe", b"null", b"[]", b"1", b'"x"', b"[" * 5000, b'{"a":' * 5000, b'{"q": 1e999}', b'{"a": NaN}', '{"a": "张'.encode("gbk")]  # fmt: skip


FORMS = [("application/json", body) for body in BODIES]
FORMS += [(kind, b"{}") for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x")]


def test_no_body_is_our_fault(routes, refusals, browsers, world, knock):
    wrong = []
    for operation in WRITES:
        for kind, body in FORMS:
            if tells(refusals, routes[operation].body_field, kind, body):
                headers = {"Content-Type": kind, "If-Match": '"1"'}
                answer = knock(browsers[OPERATIONS[operation].owner], operation, world.path(operation), json=None, content=body, headers=headers)  # fmt: skip
                if answer.status_code >= 500 or (kind == "application/json" and answer.is_success):
                    wrong.append((operation, kind, body[:20], answer.status_code))
    assert wrong == []


def tells(refusals: Refusals, field, kind: str, body: bytes) -> bool:
    try:
        value = json.loads(body) if kind == "application/json" else body
    except (ValueError, RecursionError):
        return refusals.first(kind, body)
    return refusals.news((kind, body), [(field, value)])
