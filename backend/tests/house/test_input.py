"""Nasty input at every field and parameter of the API: stored as sent or refused, never a fault of ours."""

import json

import pytest
from sqlalchemy import select

from tests.house.operations import OPERATIONS
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
}
PROTECTED = {
    "version": 99, "county": "511902", "created_by": "x", "created_at": "2020-01-01", "role": "administrator", "id_hash": "x",
    "state": "delivered", "issue_count": 9, "user_id": "00000000-0000-7000-8000-000000000001", "password_hash": "x",
}  # fmt: skip


def faults(knock, browser, operation: str, path: str, sent: dict | list) -> list[tuple]:
    body = json.dumps(sent).encode("ascii")
    answer = knock(browser, operation, path, json=None, content=body)
    return [] if answer.status_code < 500 else [(operation, sent, answer.status_code)]


def spoiled(form: dict):
    """The form with each nasty value in each of its fields, in the first element of its lists too."""
    for field, value in form.items():
        for bad in NASTY.values():
            yield form | {field: bad}
        if isinstance(value, dict):
            yield from (form | {field: inner} for inner in spoiled(value))
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from (form | {field: [inner]} for inner in spoiled(value[0]))


def fields(application, operation: str) -> list[str]:
    """All fields of an operation's form, from the API description."""
    described = application.openapi()
    found = described["paths"]["/api/v1" + operation.split()[1]][operation.split(maxsplit=1)[0].lower()]["requestBody"][
        "content"
    ]
    name = found["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return list(described["components"]["schemas"][name]["properties"])


@pytest.mark.parametrize("operation", WRITES)
def test_no_value_of_any_field_is_our_fault(application, browsers, world, knock, operation):
    form = dict.fromkeys(fields(application, operation)) | OPERATIONS[operation].body
    browser, path = browsers[OPERATIONS[operation].owner], world.path(operation)
    wrong = [fault for sent in spoiled(form) for fault in faults(knock, browser, operation, path, sent)]
    assert wrong == []


def test_a_protected_or_unknown_field_is_refused(application, browsers, world, knock):
    taken = []
    for operation in WRITES:
        own = fields(application, operation)
        for name, value in PROTECTED.items():
            if name not in own:
                sent = OPERATIONS[operation].body | {name: value}
                answer = knock(browsers[OPERATIONS[operation].owner], operation, world.path(operation), json=sent)
                if answer.status_code != 422:
                    taken.append((operation, name, answer.status_code))
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


def test_no_body_is_our_fault(browsers, world, knock):
    wrong = []
    for operation in WRITES:
        for kind, body in FORMS:
            headers = {"Content-Type": kind, "If-Match": '"1"'}
            answer = knock(browsers[OPERATIONS[operation].owner], operation, world.path(operation), json=None, content=body, headers=headers)  # fmt: skip
            if answer.status_code >= 500 or (kind == "application/json" and answer.is_success):
                wrong.append((operation, kind, body[:20], answer.status_code))
    assert wrong == []


CURSORS = ["x", "====", "bnVsbA", "W10", "WzFd", "eyJ4IjoxfQ", "WyJ4IiwgMWU5OTldCg", "%F0%A0%AE%B7", "A" * 1999]


@pytest.mark.parametrize("path", ["/households", "/loans", "/loan-notices", "/alerts"])
@pytest.mark.parametrize("cursor", CURSORS)
def test_a_made_up_cursor_is_refused(client, path, cursor):
    answer = client("xianji").get(f"{path}?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")
    assert client("xianji").get(f"{path}?sort=version;drop").json()["code"] == "sort_unknown"
