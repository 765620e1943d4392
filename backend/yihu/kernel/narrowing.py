"""Narrowing a statement to places that are no range of codes.

Every statement that serves a user ends its area at the bind `hi`: `x.region_code < :hi`. Where what is asked for is a set of
places, that condition is joined by `x.region_code = any(array(...))`, here and nowhere else, so that whatever can be asked
for a region can be asked for a set, and every other statement stays as it is planned today.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from sqlalchemy import BindParameter, ClauseElement, TextClause, and_, event, func, text
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.visitors import iterate, replacement_traverse

SETS: dict[str, str] = {}
"""Bind that names a set -> query of its region codes, villager groups included; filled by the room that keeps the sets."""
UP_TO_HI = re.compile(r"((?:\w+\.)?\w*code) < :hi\b")
S = TypeVar("S", bound=ClauseElement)


def asked(values: Mapping[str, Any]) -> frozenset[str]:
    """Which sets a statement with these values is to be narrowed to."""
    return frozenset(name for name in SETS if values.get(name) is not None)


def narrowed(statement: S, sets: frozenset[str]) -> S:
    """The statement, with every area in it narrowed to these sets.

    `ValueError` where one begins at `lo` and none ends at `hi`: an answer that only looks narrowed would be worse.
    """
    for name in sorted(sets):
        statement = _narrow(statement, f"array({SETS[name]})")
    return statement


def _narrow(statement: S, codes: str) -> S:
    found = 0

    def replace(element: Any, **_: Any) -> Any:
        nonlocal found
        if isinstance(element, TextClause) and UP_TO_HI.search(element.text):
            found += 1
            return _text(element, codes)
        if _ends_at_hi(element):
            found += 1
            return and_(element, element.left == func.any(text(codes)))
        return None

    statement = cast(S, replacement_traverse(statement, {}, replace))
    if not found and any(isinstance(one, BindParameter) and one.key == "lo" for one in iterate(statement)):
        raise ValueError(f"no area ends at :hi in {statement}")
    return statement


def _text(element: TextClause, codes: str) -> TextClause:
    known = [one for one in iterate(element) if isinstance(one, BindParameter)]
    return text(UP_TO_HI.sub(rf"\g<0> and \1 = any({codes})", element.text)).bindparams(*known)


def _ends_at_hi(element: Any) -> bool:
    return (
        isinstance(element, BinaryExpression)
        and element.operator is operators.lt
        and isinstance(element.right, BindParameter)
        and element.right.key == "hi"
    )


@event.listens_for(Session, "do_orm_execute")
def _execute_narrowed(state: ORMExecuteState) -> None:
    """Figures are asked for through the session, lists through `paging`."""
    sets = asked(state.parameters) if isinstance(state.parameters, Mapping) else frozenset()
    if sets:
        state.statement = narrowed(state.statement, sets)  # type: ignore[type-var]  # every executable is a clause
