"""Every operation of the API, one file per room: who may call it, and a body that would succeed.

A room's file has `OPERATIONS` and, where their paths name records of the room, `plant(session, home, author)`, which makes them for
the world's household, or in its village, and returns their ids by the names in the paths. An operation without a line fails a test.
"""

import re
from importlib import import_module
from pkgutil import iter_modules

from tests.house.operation import Op

ROOMS = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
OPERATIONS: dict[str, Op] = {operation: op for room in ROOMS for operation, op in room.OPERATIONS.items()}
OBJECTS = sorted(set(re.findall(r"\{(\w+_id)\}", " ".join(OPERATIONS))) - {"view_id"})
"""Path parameters that name a record of one place; a view is its owner's alone."""
ACCOUNTS = {"user_id", "client_id", "secret_id", "webhook_id", "message_id"}
"""Of these, what administrators alone are shown."""
REFERENCES = {"zone_id"}
"""Of these, what lies in no county table and is told as openly as the regions in it."""


def planted(session, home, author) -> dict:
    found = {}
    for room in ROOMS:
        if hasattr(room, "plant"):
            found |= room.plant(session, home, author)
    return found
