"""Nasty input in paths and query parameters: refused or without effect, never a fault of ours."""

from functools import partial
from urllib.parse import parse_qs, unquote

from tests.house.conftest import asking, by_room
from tests.house.operations import OPERATIONS
from tests.households.make import household
from yihu.kernel.paging import _paging

PARAMETERS = ["%00", "%ED%A0%80", "%FF", "%E2%80%AE", "%F0%A0%AE%B7", "%27%3Bdrop", "x" * 3000, "-1", "9" * 40, "", "%5B%5D", "NaN", "0001-01-01", "9999-12-31"]  # fmt: skip
PATHS = ["%00", "%ED%A0%80", "%FF", "x" * 3000, "9" * 40, "..%2F..%2Fetc%2Fpasswd", "%27"]
CURSORS = ["x", "====", "bnVsbA", "W10", "WzFd", "eyJ4IjoxfQ", "WyJ4IiwgMWU5OTldCg", "%F0%A0%AE%B7", "A" * 1999]


def parameters(dependant) -> dict:
    """The query parameters of an operation by name, without those that every list has from one function."""
    own = {} if dependant.call is _paging else {field.alias: field for field in dependant.query_params}
    return own | {name: field for part in dependant.dependencies for name, field in parameters(part).items()}


def pages(dependant) -> bool:
    return dependant.call is _paging or any(pages(part) for part in dependant.dependencies)


def sent(field, value: str):
    """What the framework makes of it before it asks the field."""
    given = parse_qs(f"x={value}", keep_blank_values=True)["x"]
    return given if "list[" in str(field.field_info.annotation) else given[0]


@by_room(lambda op: op.startswith("GET "))
def test_no_query_parameter_is_our_fault(routes, refusals, browsers, world, knock, operations):
    wrong = []
    for operation in operations:
        path = world.path(operation)
        asked = f"{path}{'&' if '?' in path else '?'}"
        for name, field in parameters(routes[operation].dependant).items():
            for value in PARAMETERS:
                if refusals.news(value, [(field, sent(field, value))]):
                    answer = knock(browsers[OPERATIONS[operation].owner], operation, f"{asked}{name}={value}")
                    if answer.status_code >= 500:
                        wrong.append((operation, name, value[:20], answer.status_code))
    assert wrong == []


def test_no_parameter_of_a_page_is_our_fault(browsers, world, knock):
    asked = [
        f"/households?{name}={v}"
        for name in ("page_size", "cursor", "sort", "fields", "include_total")
        for v in PARAMETERS
    ]
    assert [path for path in asked if knock(browsers["cunganbu"], "GET /households", path).status_code >= 500] == []


@by_room(lambda op: "{" in op)
def test_no_path_is_our_fault(routes, refusals, browsers, world, knock, operations):
    wrong = []
    for operation in operations:
        for value in PATHS:
            if refusals.news(value, [(field, unquote(value)) for field in routes[operation].dependant.path_params]):
                path = world.path(operation, dict.fromkeys(world.ids, value))
                answer = knock(browsers[OPERATIONS[operation].owner], operation, path)
                if answer.status_code >= 500:
                    wrong.append((operation, value[:20], answer.status_code))
    assert wrong == []


def test_a_made_up_cursor_is_refused(client):
    browser = client("xianji")
    told = {cursor: browser.get(f"/households?cursor={cursor}") for cursor in CURSORS}
    wrong = [c for c, answer in told.items() if (answer.status_code, answer.json()["code"]) != (400, "cursor_invalid")]
    assert wrong == []


def test_a_list_sorts_by_and_shows_what_it_has_and_nothing_else(routes, browsers, world, knock):
    lists = [op for op in OPERATIONS if op.startswith("GET ") and pages(routes[op].dependant)]
    assert len(lists) > 20
    wrong, narrowed = [], 0
    for operation in lists:
        ask = partial(knock, browsers[OPERATIONS[operation].owner], operation)
        path = world.path(operation)
        wrong += [
            (operation, name, answer.text[:200])
            for name, code in {"sort": "sort_unknown", "fields": "field_unknown"}.items()
            if (answer := ask(asking(path, **{name: "version;drop"}))).json().get("code") != code
        ]
        for row in ask(path).json()["items"]:
            *_, one = row
            answer = ask(asking(path, fields=one, page_size=1)).json()
            wrong += [] if [*answer["items"][0]] == [one] else [(operation, one, answer)]
            narrowed += 1
            break
    assert wrong == []
    assert narrowed > 20


def test_chosen_fields_come_page_by_page_and_with_the_total(client, session):
    for number in range(3):
        household(session, f"511921000{number}", head="张三")
    session.commit()
    browser, asked = client("cunganbu"), {"fields": "household_no,head_name", "page_size": 2, "sort": "household_no"}
    first = browser.get("/households", params={**asked, "include_total": True}).json()
    then = browser.get("/households", params={**asked, "cursor": first["next_cursor"]}).json()
    assert [*first["items"], *then["items"]] == [
        {"household_no": f"511921000{number}", "head_name": "张三"} for number in range(3)
    ]
    assert first["total"] == 3
