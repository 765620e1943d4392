from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yihu.helpers.models import PERIOD, Helper, Unit, in_order
from yihu.households.models import Household, Member
from yihu.kernel.models import CountyRecord, Versioned, belongs_to


class CampaignKind(StrEnum):
    PAIRING = "pairing"
    FULL_COVERAGE = "full_coverage"
    FESTIVAL = "festival"


class Campaign(Versioned):
    """专项行动: helpers who take part, households it is for, a period: pairing, full-coverage visits or festival visits."""

    __tablename__ = "campaign"
    __table_args__ = (
        *belongs_to(Unit, "unit_id"),
        UniqueConstraint("county", "region_code", "name"),
        CheckConstraint("ends_on >= starts_on", "period_in_order"),
        CheckConstraint("declared_helpers >= 0 and declared_households >= 0", "declared_not_negative"),
    )

    kind: Mapped[CampaignKind]
    name: Mapped[str]
    pairing_kind: Mapped[str | None]
    """Whose campaign it is: code list `pairing_kind`, for example party_delegate."""
    unit_id: Mapped[UUID | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    activities: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """The activity lines of its plan, as written there."""
    household_classes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Whom it is for; empty: every household of the area."""
    statuses: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Code list `household_status`; empty: any."""
    declared_helpers: Mapped[int | None]
    declared_households: Mapped[int | None]
    source: Mapped[str | None]


class CampaignParticipant(CountyRecord):
    """A helper takes part in a campaign. `region_code` is the helper's."""

    __tablename__ = "campaign_participant"
    __table_args__ = (
        belongs_to(Campaign, "campaign_id")[0],
        *belongs_to(Helper, "helper_id"),
        UniqueConstraint("county", "campaign_id", "helper_id"),
    )

    campaign_id: Mapped[UUID]
    helper_id: Mapped[UUID]


class CampaignTarget(CountyRecord):
    """Somebody to be visited in a campaign: a household, one of its members, or a person known by name only."""

    __tablename__ = "campaign_target"
    __table_args__ = (
        belongs_to(Campaign, "campaign_id")[0],
        *belongs_to(Household, "household_id"),
        *belongs_to(Helper, "helper_id"),
        CheckConstraint("household_id is not null or name is not null", "somebody"),
        Index(
            "uq_campaign_target",
            "county",
            "campaign_id",
            "household_id",
            "name",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    campaign_id: Mapped[UUID]
    household_id: Mapped[UUID | None]
    name: Mapped[str | None]
    """A person without a household on file, such as an old party member."""
    kind: Mapped[str]
    """Code list `target_kind`: household, needy_party_member, old_party_member."""
    helper_id: Mapped[UUID | None]
    """Who is to go."""


class Pairing(Versioned):
    """A helper answers for a household, for one of its members, or (no household) for a village, until ended on purpose.

    `region_code` is the household's or the village itself. Name, unit, telephone and level of the helper are kept here
    too, refreshed when they change: who sees the household sees who helps it, wherever the helper belongs.
    """

    __tablename__ = "pairing"
    subject = "pairing"
    __table_args__ = (
        *belongs_to(Helper, "helper_id"),
        *belongs_to(Household, "household_id"),
        *belongs_to(Campaign, "campaign_id"),
        ForeignKeyConstraint(["county", "member_id"], [Member.county, Member.id]),
        in_order(),
        CheckConstraint("household_id is not null or member_id is null", "member_of_household"),
        CheckConstraint("household_id is not null or length(region_code) >= 12", "village_named"),
        CheckConstraint("(valid_to is null) = (end_reason is null)", "ended_with_reason"),
        ExcludeConstraint(
            ("county", "="),
            ("helper_id", "="),
            ("kind", "="),
            (text("coalesce(member_id, household_id, '00000000-0000-0000-0000-000000000000')"), "="),
            (text("(case when household_id is null then region_code else '' end)"), "="),
            PERIOD,
            name="ex_pairing_once_at_a_time",
            using="gist",
        ),
        ExcludeConstraint(
            ("county", "="),
            ("region_code", "="),
            PERIOD,
            name="ex_pairing_one_first_secretary",
            using="gist",
            where=text("kind = 'first_secretary'"),
        ),
        Index("ix_pairing_current_region", "county", "region_code", "kind", postgresql_where=text("valid_to is null")),
    )

    helper_id: Mapped[UUID]
    kind: Mapped[str]
    """Code list `pairing_kind`: assistance_person, party_delegate, first_secretary, resident_team ..."""
    household_id: Mapped[UUID | None]
    member_id: Mapped[UUID | None]
    """The pupil, left-behind child or job seeker the pairing is about."""
    campaign_id: Mapped[UUID | None]
    helper_name: Mapped[str]
    helper_unit: Mapped[str | None]
    helper_phone: Mapped[str | None]
    helper_level: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """First day it no longer holds."""
    end_reason: Mapped[str | None]
    """Code list `pairing_end`."""
    end_note: Mapped[str | None]
    predecessor_id: Mapped[UUID | None]
    """The pairing this one took over from."""


class ProposalState(StrEnum):
    COMPUTING = "computing"
    READY = "ready"
    COMMITTED = "committed"
    DISCARDED = "discarded"
    FAILED = "failed"


class PairingProposal(Versioned):
    """自动结对方案: a computed set of pairings of one kind for an area, edited by people before it is committed."""

    __tablename__ = "pairing_proposal"
    __table_args__ = (*belongs_to(Campaign, "campaign_id"),)

    kind: Mapped[str]
    """Code list `pairing_kind`."""
    campaign_id: Mapped[UUID | None]
    state: Mapped[ProposalState] = mapped_column(server_default="computing")
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What was asked: shape `schemas.ProposalCreate`."""
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """Counts and gaps in figures: shape `schemas.ProposalSummary`."""
    job_id: Mapped[UUID | None]
    """Its computation, which tells how many districts are done, or why it failed."""
    made_by_name: Mapped[str]


class ProposedPairing(CountyRecord):
    """One line of a proposal. `region_code` is the household's."""

    __tablename__ = "proposed_pairing"
    __table_args__ = (
        belongs_to(PairingProposal, "proposal_id")[0],
        *belongs_to(Household, "household_id"),
        *belongs_to(Helper, "helper_id"),
        UniqueConstraint("county", "proposal_id", "household_id", "helper_id"),
    )

    proposal_id: Mapped[UUID]
    household_id: Mapped[UUID]
    helper_id: Mapped[UUID]
    origin: Mapped[str]
    """kept (a pairing that holds already), proposed, edited."""
    reason: Mapped[str]
    """Why this helper, in words."""
