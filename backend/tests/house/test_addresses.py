"""Nasty input in paths and query parameters: refused or without effect, never a fault of ours."""

from tests.house.operations import OPERATIONS

PARAMETERS = ["%00", "%ED%A0%80", "%FF", "%E2%80%AE", "%F0%A0%AE%B7", "%27%3Bdrop", "x" * 3000, "-1", "9" * 40, "", "%5B%5D", "NaN", "0001-01-01", "9999-12-31"]  # fmt: skip


def test_no_query_parameter_is_our_fault(application, browsers, world, knock):
    wrong = []
    for operation in OPERATIONS:
        if operation.startswith("GET ") and "letter" not in operation:
            described = application.openapi()["paths"]["/api/v1" + operation.split()[1]]["get"]
            names = [p["name"] for p in described.get("parameters", []) if p["in"] == "query"]
            browser = browsers[OPERATIONS[operation].owner]
            path = world.path(operation)
            asked = f"{path}{'&' if '?' in path else '?'}"
            for name in names:
                for value in PARAMETERS:
                    answer = knock(browser, operation, f"{asked}{name}={value}")
                    if answer.status_code >= 500:
                        wrong.append((operation, name, value[:20], answer.status_code))
    assert wrong == []


def test_no_path_is_our_fault(browsers, world, knock):
    wrong = []
    for operation in (one for one in OPERATIONS if "{" in one):
        for value in ("%00", "%ED%A0%80", "%FF", "x" * 3000, "9" * 40, "..%2F..%2Fetc%2Fpasswd", "%27"):
            path = world.path(operation, dict.fromkeys(world.ids, value))
            answer = knock(browsers[OPERATIONS[operation].owner], operation, path)
            if answer.status_code >= 500:
                wrong.append((operation, value[:20], answer.status_code))
    assert wrong == []
