"""What has been released is not taken away."""

import copy
import json

import pytest

from yihu import promises
from yihu.cli import OPENAPI, PROMISES


@pytest.fixture(scope="module")
def described():
    return json.loads(OPENAPI.read_text("utf-8"))


def test_nothing_promised_is_broken(described):
    released = set(PROMISES.read_text("utf-8").splitlines())
    assert promises.broken(released, promises.lines(described)) == [], "see openapi/README.md, last part"


def test_each_change_that_breaks_a_caller_is_named(described):
    changed = copy.deepcopy(described)
    paths, schemas = changed["paths"], changed["components"]["schemas"]
    asked, loan = paths["/api/v1/loans"]["get"]["parameters"], schemas["LoanRead"]
    del paths["/api/v1/imports/{import_id}/data"]["put"]
    asked.remove(next(one for one in asked if one["name"] == "overdue"))
    asked[0]["required"] = True
    schemas["LoanState"]["enum"].remove("settled")
    schemas["ImportCreate"]["required"].append("household_name")
    schemas["ImportCreate"]["properties"]["household_name"] = {"type": "string"}
    del loan["properties"]["balance"]
    loan["properties"]["lent_on"] = {"type": "string"}
    loan["properties"]["due_on"] = {"anyOf": [loan["properties"]["due_on"], {"type": "null"}]}
    loan["required"].remove("bank_code")
    found = promises.broken(promises.lines(described), promises.lines(changed))
    assert {line for line in found if "data: " not in line} == {
        "gone: PUT /api/v1/imports/{import_id}/data",
        "gone: GET /api/v1/loans: query overdue boolean",
        "new: GET /api/v1/loans: query region_code required",
        "gone: LoanState takes: = settled",
        "gone: LoanState tells: = settled",
        "new: ImportCreate takes: household_name required",
        "gone: LoanRead tells: balance",
        "gone: LoanRead tells: balance string",
        "gone: LoanRead tells: lent_on string date",
        "new: LoanRead tells: due_on null",
        "new: LoanRead tells: bank_code may be missing",
    }


def test_what_is_added_breaks_nobody(described):
    changed = copy.deepcopy(described)
    schemas = changed["components"]["schemas"]
    schemas["LoanState"]["enum"].append("sold")
    schemas["LoanRead"]["properties"]["colour"] = {"type": "string"}
    schemas["ImportCreate"]["properties"]["colour"] = {"type": "string"}
    schemas["Colour"] = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    changed["paths"]["/api/v1/colours"] = {
        "post": {
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Colour"}}},
            },
            "responses": {"204": {}},
        }
    }
    assert promises.broken(promises.lines(described), promises.lines(changed)) == []
