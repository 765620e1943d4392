"""`make examples`: ask each operation once and keep question and answer for the API's description. Not one of the tests."""

import json
import re
from typing import Any

from tests.house.operation import NOBODY, STAMP
from tests.house.operations import OPERATIONS
from tests.house.operations.helpers import TASK
from tests.house.operations.pairings import HAND_OVER
from tests.make import PASSWORD, USERS, VILLAGE
from yihu import examples

API = "/api/v1"
CHANGING = [
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), None),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+\d\d:\d\d)"), "2026-11-23T09:30:00+08:00"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    (re.compile(r"(?<=#\d{12}-)\w{10}\b"), "7mwn3kd8pc"),
    (re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b"), "GFM58-3YNDX"),
]
SECRETS = {
    "access_token",
    "old_password",
    "new_password",
    "client_secret",
    "secret",
    "password",
    "token",
    "sync_token",
    "next_cursor",
    "next",
    "cursor",
    "hint",
}
BODIES = {
    "POST /auth/login": {"username": "cunganbu", "password": PASSWORD},
    "POST /auth/change-password": {"old_password": PASSWORD, "new_password": "Shan-Shui-88!"},
    "POST /exports": {"list": f"/loans?region_code={VILLAGE}&sort=due_on", "format": "csv"},
    "POST /operations": {
        "operation": "households.reclassify",
        "list": f"/households?region_code={VILLAGE}",
        "parameters": {"household_class": "verge", "source": "通江监测〔2026〕3号"},
    },
    "POST /loan-repayments:batch-upsert": {
        "rows": [{"bank": "rcb", "contract_no": "通农信00020", "paid_on": STAMP, "amount": "1200.00"}]
    },
    "POST /pairings:hand-over": {**HAND_OVER, "to_helper_id": NOBODY},
    "POST /unit-assignments": {**TASK, "kind": "contracted"},
    "POST /plans": {"household_id": NOBODY, "year": 2027},
}
OTHERWISE = {"from_helper_id": "helper_id", "to_helper_id": "idle_id"}
"""Names of the village's records where a form has others."""
FEW, MANY = 2, 12
"""Elements shown of an array, and of an object that is a table of more arrays than these."""


def listed(operation: str) -> str:
    """As the description names it."""
    method, path = operation.split(maxsplit=1)
    return f"{method} {path if path.startswith('/oauth') else API + path}"


def settled(value: Any, ids: dict[str, str]) -> Any:
    """Without what is another at each recording, and without the whole of long lists."""
    if isinstance(value, dict):
        if len(value) > MANY and all(isinstance(inner, list) for inner in value.values()):
            value = dict(list(value.items())[:FEW])
        return {
            settled(key, ids): "…" if key in SECRETS and isinstance(inner, str) else settled(inner, ids)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [settled(inner, ids) for inner in value[:FEW]]
    if not isinstance(value, str):
        return 0.1 if isinstance(value, float) else value
    for pattern, fixed in CHANGING:
        value = pattern.sub(
            fixed or (lambda m: ids.setdefault(m[0], f"0199aaaa-0000-7000-8000-{len(ids) + 1:012}")), value
        )
    return value


def in_json(answer) -> bool:
    return bool(answer.content) and answer.headers.get("content-type") == "application/json"


def shows(answer) -> bool:
    told = answer.json() if answer.is_success and in_json(answer) else None
    return answer.is_success and told != [] and not (isinstance(told, dict) and told.get("items") == [])


def heard(browsers, knock, operation: str, path: str, sent: dict):
    """The first of those it is for whom it has something to show; else what its owner was told."""
    op = OPERATIONS[operation]
    if op.needs is None:
        return knock(browsers[None], operation, path, **sent)
    answers = [knock(browsers[op.owner], operation, path, **sent)]
    others = iter(name for name in USERS if name != op.owner)
    while not shows(answers[-1]) and (other := next(others, None)):
        answers.append(knock(browsers[other], operation, path, **sent))
    return answers[-1] if shows(answers[-1]) else answers[0]


def meant(body: Any, ids: dict[str, Any]) -> Any:
    """The probes' body, with the village's records where it names nobody's."""
    if isinstance(body, dict):
        return {key: named(key, inner, ids) for key, inner in body.items()}
    return [meant(inner, ids) for inner in body] if isinstance(body, list) else body


def named(key: str, value: Any, ids: dict[str, Any]) -> Any:
    if value == NOBODY:
        return str(ids.get(OTHERWISE.get(key, key), NOBODY))
    return [str(ids.get(key.removesuffix("s"), NOBODY))] if value == [NOBODY] else meant(value, ids)


def example(body: Any, answer) -> dict[str, Any]:
    ids: dict[str, str] = {}
    shown = {} if body is None else {"request": settled(body, ids)}
    if answer.is_success:
        shown["status"] = answer.status_code
        if in_json(answer):
            shown["response"] = settled(answer.json(), ids)
    return shown


def test_record(client, world, knock):
    browsers = {name: client(name) for name in (None, *USERS)}
    found = {}
    for operation, op in OPERATIONS.items():
        body = None if isinstance(op.body, bytes) else meant(BODIES.get(operation, op.body), world.ids)
        answer = heard(browsers, knock, operation, world.path(operation), {} if body is None else {"json": body})
        found[listed(operation)] = example(body, answer)
    told = {operation: shown for operation, shown in sorted(found.items()) if shown}
    examples.FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
