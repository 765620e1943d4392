"""A real question and its answer for each operation of the API's description.

`examples.json` is written by `make examples` from what the tests' village answers; a test keeps it to the shapes of today.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

FILE = Path(__file__).with_name("examples.json")
JSON = "application/json"


class Described(FastAPI):
    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = _with_examples(super().openapi())
        return self.openapi_schema


@cache
def known() -> dict[str, dict[str, Any]]:
    """By `METHOD /path`: `request` and `response`, where there is one in JSON, and the `status` of the answer."""
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
    return found


def _with_examples(described: dict[str, Any]) -> dict[str, Any]:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            shown = known().get(f"{method.upper()} {path}", {})
            _put(operation.get("requestBody"), shown, "request")
            _put(operation["responses"].get(str(shown.get("status"))), shown, "response")
    return described


def _put(told: dict[str, Any] | None, shown: dict[str, Any], side: str) -> None:
    if told and side in shown and JSON in told.get("content", {}):
        told["content"][JSON]["example"] = shown[side]
