"""Who asks, where the probe is not about rights: somebody whom each operation lets in."""

from tests.house.operations import OPERATIONS

CALLER = {"guanli": ("/users",), "xianji": ("/rounds", "/policy-parameters", "/plan-samples", "/plan-carry-overs"), "yinhang": ("/loans/",), "xiangzhen": ("/imports", "/responsib", "/campaigns", "/pairing", "/helpers", "/unit", "/village-standings", "/measure-templates", "/benefit")}  # fmt: skip


def caller(operation: str) -> str:
    path = operation.split()[1]
    return next((name for name, starts in CALLER.items() if path.startswith(starts)), OPERATIONS[operation].owner)
