"""What a rule is. Each file in `rules/` declares one with `@rule(...)`; nothing else has to know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select
from sqlalchemy.sql import visitors

from yihu.policy.models import Code
from yihu.policy.parameters import Parameter, declare

Finding = Select[*tuple[Any, ...]]
"""One row per subject: region_code, subject_id, household_id, facts, due_on, escalates_on, under these names."""

Find = Callable[[str, date], Finding]


class Severity(StrEnum):
    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


class Cadence(StrEnum):
    """When a rule is judged beside each night: what is due monthly or weekly is said by its statement, not by this."""

    AT_ONCE = "at_once"
    """Within a minute of a change of the household's records that it reads."""
    NIGHTLY = "nightly"
    """Only in the round: it looks at a village, a helper, a campaign, or compares many households."""


class Told(StrEnum):
    """Whose business an alert is from its first day; the level above joins when a step is late."""

    HELPER = "helper"
    """The helpers of the village the household lives in."""
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"


class Handling(StrEnum):
    """What has to happen before the alert ends."""

    CURE = "cure"
    """It ends by itself as soon as the records no longer show it."""
    VERIFY = "verify"
    """A clue: somebody goes and looks whether it is true."""
    CASE = "case"
    """The same, and a clue found true opens a risk case of the household."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    code: str
    title: str
    severity: Severity
    subject_kind: str
    cadence: Cadence = Cadence.AT_ONCE
    told: tuple[Told, ...] = (Told.HELPER, Told.VILLAGE)
    handling: Handling = Handling.CURE
    clause: str
    """The sentence of the plan or policy it keeps."""
    closes: str
    """What ends the alert, in words."""
    parameters: tuple[Parameter, ...] = ()
    """Without a value for each the rule cannot judge and leaves its alerts alone."""
    refinements: tuple[Parameter, ...] = ()
    """Read too, but the rule judges without them."""
    answer: str | None = None
    """What a cadre does about it on the spot; None where nothing on the spot helps."""
    channel: str = "alert"
    """Of the case that a clue found true opens: code list `case_channel`."""
    switch: Parameter
    """Whether it is in force in a place on a day; unset is yes."""
    find: Find


RULES: dict[str, Rule] = {}
SWITCHES = "rule."
"""Keys of the rules' switches begin with it."""


@cache
def tables_of(rule: Rule) -> frozenset[str]:
    """What the rule reads, from its own statement: a change of other tables cannot change what it finds."""
    statement = rule.find("", date(2000, 1, 1))
    return frozenset(node.name for node in visitors.iterate(statement) if isinstance(node, Table))


def rule(**about: Any) -> Callable[[Find], Find]:
    """Register a function of (county, business date) that selects what it finds; its name is the rule's code."""

    def register(find: Find) -> Find:
        code = find.__name__
        switch = declare(f"{SWITCHES}{code}", f"启用规则：{about['title']}", bool)
        RULES[code] = Rule(code=code, find=find, switch=switch, **about)
        return find

    return register


def facts(**named: Any) -> ColumnElement[Any]:
    """The figures behind an alert, named as people read them. No count of days: that would change every night."""
    return func.jsonb_build_object(*(part for pair in named.items() for part in pair))


def worded(name: str, code: Any) -> ColumnElement[str]:
    """A code of the list `name` as people say it: what an alert shows is read by them."""
    return select(Code.label).where(Code.list == name, Code.code == code).scalar_subquery()
