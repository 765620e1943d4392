"""From what was written down to a result: the item's own figures, the thresholds of the place and day, the judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.assurances import items  # noqa: F401  every file of the folder registers itself
from yihu.assurances.item import ITEMS, Item
from yihu.assurances.models import Result
from yihu.assurances.schemas import ItemField, ItemForm, ItemRead
from yihu.households.models import Household, Member
from yihu.kernel.problems import ValidationFailed
from yihu.policy import service as policy
from yihu.policy.parameters import Parameter, column_of, value_of

SAID = {Result.OK: "达标", Result.DEFECT: "未达标", Result.NOT_APPLICABLE: "不适用"}


@dataclass(frozen=True)
class Judged:
    result: Result
    figures: dict[str, Any]
    reasons: list[str]
    version: str


@dataclass
class Terms:
    """What parameters say in a place on a day, each looked up once."""

    session: Session
    region_code: str
    day: date
    known: dict[str, Any] = field(default_factory=dict)

    def value(self, parameter: Parameter) -> Any:
        if parameter.key not in self.known:
            self.known[parameter.key] = value_of(self.session, parameter, self.region_code, self.day)
        return self.known[parameter.key]

    def of(self, found: Item) -> dict[str, Any]:
        return {column_of(parameter): self.value(parameter) for parameter in found.parameters}

    def version(self, found: Item) -> str | None:
        if isinstance(found.version, Parameter):
            said: str | None = self.value(found.version)
            return said
        return found.version

    def concerns(self, found: Item, born_on: date | None) -> bool:
        """Whether an item per member is about somebody of this age; where its ages are not set it is about nobody."""
        if found.ages is None:
            return True
        first, last = map(self.value, found.ages)
        if born_on is None or first is None or last is None:
            return False
        had = (self.day.month, self.day.day) >= (born_on.month, born_on.day)
        return bool(first <= self.day.year - born_on.year - (not had) <= last)


def people(session: Session, home: Household) -> Mapping[UUID, Member]:
    """Members who live there."""
    m = Member
    mine = (m.county == home.county, m.household_id == home.id, m.left_on.is_(None))
    return {row.id: row for row in session.scalars(select(m).where(*mine))}


def item_of(code: str, pointer: str) -> Item:
    if code not in ITEMS:
        raise ValidationFailed.at(pointer, "code_unknown", f"没有“{code[:20]}”这一项")
    return ITEMS[code]


def judge(found: Item, terms: Terms, given: Mapping[str, Any], said: Result | None, pointer: str) -> Judged:
    """The figures' verdict where they have one, else what the person says; never one against the other."""
    try:
        figures = found.figures.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(str(part) for part in first["loc"])
        raise ValidationFailed.at(f"{pointer}/figures/{place}", first["type"], "填写不正确") from error
    known = figures.model_dump(mode="json", exclude_none=True)
    policy.check_codes(terms.session, _lists(found), known)
    verdict = found.judge(figures, terms.of(found))
    if verdict.result is not None and said not in (None, verdict.result):
        raise ValidationFailed.at(
            f"{pointer}/result", "against_figures", f"按所填情况应为“{SAID[verdict.result]}”，请核对"
        )
    result = verdict.result or said
    if result is None:
        raise ValidationFailed.at(f"{pointer}/result", "missing", "所填情况还不能判定，请选择是否达标")
    return Judged(result, known, list(verdict.reasons), terms.version(found) or "unset")


def _lists(found: Item) -> dict[str, str]:
    return {one.name: one.list for one in fields_of(found) if one.list}


KINDS = {"boolean": "bool", "integer": "int", "string": "text"}


def fields_of(found: Item) -> list[ItemField]:
    """The item's form, read from its figures."""
    told = []
    for name, about in found.figures.model_json_schema()["properties"].items():
        shape = next(option for option in about["anyOf"] if option.get("type") != "null")
        kind = "code" if "list" in about else "date" if shape.get("format") == "date" else KINDS[shape["type"]]
        told.append(
            ItemField(name=name, title=about["title"], kind=kind, unit=about.get("unit"), list=about.get("list"))
        )
    return told


def forms() -> list[ItemForm]:
    return [ItemForm(code=one.code, per_member=one.per_member, fields=fields_of(one)) for one in ITEMS.values()]


def described(session: Session, region_code: str, day: date) -> list[ItemRead]:
    """Every item as the forms show it, in the order of the code list."""
    terms = Terms(session, region_code, day)
    order = list(policy.labels(session, "assurance_item"))
    return [
        ItemRead(code=one.code, per_member=one.per_member, version=terms.version(one), fields=fields_of(one))
        for one in sorted(ITEMS.values(), key=lambda one: order.index(one.code) if one.code in order else len(order))
    ]
