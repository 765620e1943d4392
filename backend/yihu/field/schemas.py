from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from yihu.accounts.schemas import Me
from yihu.assurances.schemas import ItemForm
from yihu.households.schemas import HouseholdRead
from yihu.kernel.schemas import Schema
from yihu.pairings.models import CampaignKind


class FieldHousehold(HouseholdRead):
    """The whole masked file of a household, and what the phone searches it by."""

    search_text: str


class TodoGroup(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


class Todo(Schema):
    """`ref` is the notice or alert behind it, as its own route answers it."""

    id: UUID
    kind: str
    group: TodoGroup
    due_on: date
    title: str
    verb: str
    household_id: UUID
    head_name: str
    region_name: str | None
    ref: dict[str, Any]


class Removed(Schema):
    households: list[UUID]
    todos: list[UUID]


class CodeLabel(Schema):
    code: str
    label: str


class RunningCampaign(Schema):
    id: UUID
    name: str
    kind: CampaignKind


class Colleague(Schema):
    id: UUID
    name: str


class FieldKit(Schema):
    """What a phone keeps to work offline.

    Without `since` all of it. With a known cursor the households, to-dos and code lists that differ from what it stands
    for, and the ids of those that are gone; with an unknown one the answer is 410 and the phone asks again without.
    """

    cursor: str
    business_on: date
    user: Me
    households: list[FieldHousehold]
    todos: list[Todo]
    removed: Removed
    campaigns: list[RunningCampaign]
    colleagues: list[Colleague]
    assurance_items: list[ItemForm]
    vague_words: list[str]
    code_lists: dict[str, list[CodeLabel]]


class Tone(StrEnum):
    DANGER = "danger"
    WARNING = "warning"
    NEUTRAL = "neutral"


class DeskFigure(Schema):
    """`to` is the office page that lists the names behind the figure."""

    key: str
    label: str
    value: str
    to: str
    tone: Tone


class DeskSubject(Schema):
    """Figures of one subject; the most pressing subject comes first."""

    title: str
    figures: list[DeskFigure]


class RunningImport(Schema):
    id: UUID
    file_name: str
    state: str


class UnsetParameter(Schema):
    key: str
    title: str


class Desk(Schema):
    """The landing page of an office user: figures he may see, imports under way, parameters without which rules are silent."""

    subjects: list[DeskSubject]
    running_imports: list[RunningImport]
    unset_parameters: list[UnsetParameter]
