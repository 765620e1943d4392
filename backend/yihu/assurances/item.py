"""What an item is. Each file in `items/` declares one with `@item`: what may be written down, and how it is judged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from yihu.assurances.models import Result
from yihu.kernel.schemas import Input
from yihu.policy.parameters import Parameter

Terms = Mapping[str, Any]
"""Value of each parameter of the item, by its key's last part, where and when the check was made; unset is None."""


class Figures(Input):
    """What stands behind a result. Every figure is optional: who looks says what he knows."""


@dataclass(frozen=True)
class Verdict:
    """`result` None: the figures do not decide, the person does."""

    result: Result | None
    reasons: tuple[str, ...] = ()


Judge = Callable[[Any, Terms], Verdict]


@dataclass(frozen=True, kw_only=True)
class Item:
    code: str
    per_member: bool
    ages: tuple[Parameter, Parameter] | None
    """Of the members it concerns, first and last included; None: all of them."""
    figures: type[Figures]
    parameters: tuple[Parameter, ...]
    version: Parameter | str
    """Of the rule: named here, or a dated parameter says which is in force."""
    judge: Judge


ITEMS: dict[str, Item] = {}


def item(code: str, figures: type[Figures], **about: Any) -> Callable[[Judge], Judge]:
    """Register a judge of (figures, terms) under the code of the list `assurance_item`."""

    def register(judge: Judge) -> Judge:
        given = {"per_member": False, "ages": None, "parameters": (), "version": "1", **about}
        ITEMS[code] = Item(code=code, figures=figures, judge=judge, **given)
        return judge

    return register


def figure(title: str, *, unit: str | None = None, codes: str | None = None, **limits: Any) -> Any:
    """One figure: how people call it, its unit, and the code list it is taken from."""
    extra: Any = {name: value for name, value in (("unit", unit), ("list", codes)) if value}
    return Field(default=None, title=title, json_schema_extra=extra, **limits)


def failing(reasons: Mapping[str, bool | None]) -> Verdict:
    """Reasons that hold make a defect; all known not to hold, it is in order."""
    held = tuple(name for name, holds in reasons.items() if holds)
    if held:
        return Verdict(Result.DEFECT, held)
    return Verdict(Result.OK if reasons and None not in reasons.values() else None)
