from datetime import date
from uuid import UUID

from pydantic import Field

from yihu.kernel.schemas import Schema
from yihu.pairings.models import CampaignKind
from yihu.visits.parameters import Cadence, Level


class ClassCadence(Schema):
    """How often a class of household is due; null where the county has set nothing. `to`: first day of the next period."""

    household_class: str
    cadence: Cadence | None
    since: date | None = Field(alias="from")
    to: date | None


class VillageCompliance(Schema):
    region_code: str
    region_name: str | None
    due: int
    visited: int
    missing: int


class Compliance(Schema):
    """`period` with its `from` and `to` (first day of the next) where all classes have the same one."""

    level: Level
    on: date
    period: Cadence | None
    since: date | None = Field(alias="from")
    to: date | None
    cadence: list[ClassCadence]
    due: int
    visited: int
    missing: int
    villages: list[VillageCompliance]


class MissingVisit(Schema):
    """A household without the visit due, and the names of those who have to go."""

    household_id: UUID
    household_no: str
    head_name: str
    household_class: str
    region_code: str
    region_name: str | None
    cadence: Cadence
    period_from: date
    due_on: date
    last_visited_on: date | None
    answering: list[str]


class PairCount(Schema):
    """A helper and a household paired in the period: how often they met in it, and when last until its end."""

    pairing_id: UUID
    kind: str
    helper_id: UUID
    helper_name: str
    helper_unit: str | None
    household_id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    valid_from: date
    valid_to: date | None
    visits: int
    last_visited_on: date | None


class VillageProgress(Schema):
    region_code: str
    region_name: str | None
    targets: int
    visited: int


class SilentParticipant(Schema):
    helper_id: UUID
    helper_name: str
    unit_name: str | None
    region_code: str
    region_name: str | None


class CampaignProgress(Schema):
    """Who is left to visit by village, and the participants without any contact in the campaign's days, by place."""

    campaign_id: UUID
    name: str
    kind: CampaignKind
    starts_on: date
    ends_on: date
    elapsed_percent: int
    targets: int
    visited: int
    villages: list[VillageProgress]
    participants: int
    participants_with_contact: int
    silent: list[SilentParticipant]


class PublicityFigures(Schema):
    """`occasions`: visits; `households`: visited at home, and those that gatherings reached by what was noted."""

    occasions: int
    copies: int
    households: int


class OfMaterial(PublicityFigures):
    materials: str | None
    """Null: explained by word of mouth."""


class OfVillage(PublicityFigures):
    region_code: str
    region_name: str | None


class Publicity(PublicityFigures):
    """宣传台账: sums of the period, by material (the most frequent first) and by village."""

    materials: list[OfMaterial]
    villages: list[OfVillage]
