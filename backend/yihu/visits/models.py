from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.helpers.models import Helper
from yihu.households.models import Household
from yihu.kernel.models import Versioned, belongs_to
from yihu.pairings.models import Campaign


class Contact(StrEnum):
    """How people met. There is no place and no hour: a visit is not attendance."""

    HOME = "home"
    RECEPTION_POINT = "reception_point"
    PHONE = "phone"
    VILLAGE = "village"
    """To a village rather than a household: a survey, a meeting, handing out papers."""


class Visit(Versioned):
    """One visit as the visitor wrote it down. `region_code` is the household's, or the village visited."""

    __tablename__ = "visit"
    subject = "visit"
    __table_args__ = (
        belongs_to(Household, "household_id")[0],
        *belongs_to(Helper, "helper_id"),
        *belongs_to(Campaign, "campaign_id"),
        CheckConstraint("(household_id is null) = (contact = 'village')", "whom"),
        CheckConstraint("(voided_on is null) = (voided_why is null)", "voided_with_reason"),
        CheckConstraint("next_on > visited_on", "next_after_this"),
        CheckConstraint("copies > 0", "copies_positive"),
        CheckConstraint(
            "households_reached is null or households_reached > 0 and contact = 'village'", "reached_in_a_village"
        ),
        Index("ix_visit_household_latest", "county", "household_id", text("visited_on desc"), text("id desc")),
        Index("ix_visit_region_latest", "county", "region_code", text("visited_on desc"), text("id desc")),
        Index("ix_visit_visitor_latest", "county", "visitor_id", text("visited_on desc")),
    )

    household_id: Mapped[UUID | None]
    visited_on: Mapped[date]
    contact: Mapped[Contact]
    purposes: Mapped[list[str]]
    """Code list `visit_purpose`, at least one."""
    visitor_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    helper_id: Mapped[UUID | None]
    """The visitor as a helper, when paired or taking part in a campaign."""
    visitor_name: Mapped[str]
    visitor_level: Mapped[str]
    """Code list `unit_layer`: county, township or village person, for the cadence."""
    recorded_by: Mapped[UUID | None]
    """Who entered it for the visitor; null when the visitor did."""
    participants: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Names of others who came along."""
    person_met: Mapped[str | None]
    causes_seen: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Code list `poverty_cause`."""
    supports: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Code list `visit_support`: relief, policy, technique, organisation life."""
    topics: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Policies explained: code list `domain`."""
    situation: Mapped[str | None]
    needs: Mapped[str | None]
    suggestions: Mapped[str | None]
    materials: Mapped[str | None]
    """What was handed out."""
    copies: Mapped[int | None]
    households_reached: Mapped[int | None]
    """How many a gathering in the village reached."""
    next_on: Mapped[date | None]
    campaign_id: Mapped[UUID | None]
    attachment_ids: Mapped[list[UUID]] = mapped_column(server_default=text("'{}'"))
    """Photos; a phone may still be sending some of them."""
    made_at: Mapped[datetime | None]
    """When the phone says it was written; `created_at` is when the server had it."""
    clock_doubtful: Mapped[bool] = mapped_column(server_default=text("false"))
    """`made_at` lay in the future or too far back to be believed."""
    voided_on: Mapped[date | None]
    voided_why: Mapped[str | None]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of what was first sent under this id: tells a repeat from another visit."""


class FindingState(StrEnum):
    OPEN = "open"
    ACTED = "acted"
    CLOSED = "closed"


class Finding(Versioned):
    """走访发现: something a visit brought to light, with who sees to it and until when."""

    __tablename__ = "finding"
    __table_args__ = (
        *belongs_to(Visit, "visit_id"),
        *belongs_to(Household, "household_id"),
        CheckConstraint("(state = 'open') = (acted_on is null)", "acted_with_date"),
        CheckConstraint("(state = 'closed') = (closed_on is not null)", "closed_with_date"),
        Index(None, "county", "region_code", "state", "due_on", "id"),
    )

    visit_id: Mapped[UUID]
    household_id: Mapped[UUID | None]
    category: Mapped[str]
    """Code list `finding_category`: a field of work, or dispute."""
    severity: Mapped[str]
    """Code list `finding_severity`: remark, notice, warning, critical."""
    text: Mapped[str]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    owner_name: Mapped[str]
    found_on: Mapped[date]
    due_on: Mapped[date | None]
    state: Mapped[FindingState] = mapped_column(server_default="open")
    action: Mapped[str | None]
    """What was done about it."""
    acted_on: Mapped[date | None]
    acted_by: Mapped[UUID | None]
    acted_by_name: Mapped[str | None]
    passed_on_as: Mapped[str | None]
    """measure: proposed for the household's plan; clue: handed to monitoring."""
    closed_on: Mapped[date | None]
    closed_by_name: Mapped[str | None]
