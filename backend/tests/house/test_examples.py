"""What the API's description shows of each operation was answered once (`make examples`) and has the shape of today."""

import json

from pydantic import TypeAdapter, ValidationError

from tests.house.operations import OPERATIONS
from tests.house.record_examples import listed
from yihu import examples

MUTE = {
    "POST /auth/refresh", "PUT /attachments/{attachment_id}", "PATCH /attachments/{attachment_id}",  # a cookie, bytes
    "POST /public-notices", "POST /public-notices:preview",  # the village's case is not at a notice yet
    "POST /public/villages/{door}/receipts:look-up",  # a receipt is told to its declarer alone
}  # fmt: skip
"""What is asked for cannot be had from the probes' village; their requests are shown all the same."""


def complaint(wanted, shown) -> str | None:
    """Why this is no value of the type, or says more than it: yesterday's field."""
    adapter = TypeAdapter(wanted)
    try:
        value = adapter.validate_json(json.dumps(shown))
    except ValidationError as error:
        return str(error)
    again = json.loads(adapter.dump_json(value, by_alias=True, exclude_unset=True))
    gone = names(shown) - names(again)
    return f"no more: {gone}" if gone else None


def names(value, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return set().union(*(names(inner, f"{path}/{key}") | {f"{path}/{key}"} for key, inner in value.items()))
    return set().union(*(names(inner, f"{path}/-") for inner in value)) if isinstance(value, list) else set()


def test_each_example_has_the_shape_of_today(routes):
    wrong = {}
    for operation in OPERATIONS:
        shown, route = examples.known().get(listed(operation), {}), routes.get(operation)
        if "request" in shown:
            wrong[operation, "request"] = complaint(route.body_field.field_info.annotation, shown["request"])
        if "response" in shown and route.response_model is not None:
            wrong[operation, "response"] = complaint(route.response_model, shown["response"])
    assert {where: why for where, why in wrong.items() if why} == {}, "make examples"


def test_every_operation_shows_what_it_takes_and_what_it_answers(application):
    paths, silent = application.openapi()["paths"], set()
    for operation, op in OPERATIONS.items():
        method, path = listed(operation).split(maxsplit=1)
        described = paths[path][method.lower()]
        takes = in_json(described.get("requestBody", {}))
        answers = [
            content for status, answer in described["responses"].items() if status < "3" for content in in_json(answer)
        ]
        told = op.answer is not None or not answers or any("example" in content for content in answers)
        if not told or not all("example" in content for content in takes):
            silent.add(operation)
    assert silent == MUTE, "make examples"


def in_json(side: dict) -> list[dict]:
    return [
        content for media, content in side.get("content", {}).items() if media == examples.JSON and content["schema"]
    ]
