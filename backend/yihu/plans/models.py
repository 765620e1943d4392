from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.benefits.models import BenefitPolicy
from yihu.helpers.models import Helper
from yihu.households.models import Household, Member
from yihu.kernel.models import CountyRecord, Versioned, belongs_to
from yihu.loans.models import Loan
from yihu.villages.models import VillageProject


class PlanKind(StrEnum):
    ASSISTANCE = "assistance"
    """帮扶计划, out of poverty."""
    CONSOLIDATION = "consolidation"
    """巩固提升计划, after the exit."""


class PlanState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACTIVE = "active"
    REPLACED = "replaced"
    """A later edition took its place; it stays readable."""
    CLOSED = "closed"
    """The year is over and its outcome recorded."""


class Plan(Versioned):
    """One edition of a household's plan for a year. At most one edition is in force and one in work at a time."""

    __tablename__ = "plan"
    subject = "plan"
    __table_args__ = (
        belongs_to(Household, "household_id")[0],
        UniqueConstraint("county", "household_id", "year", "edition"),
        Index(
            "uq_plan_in_force", "county", "household_id", "year", unique=True, postgresql_where=sql("state = 'active'")
        ),
        Index(
            "uq_plan_in_work",
            "county",
            "household_id",
            "year",
            unique=True,
            postgresql_where=sql("state in ('draft', 'submitted', 'returned')"),
        ),
        Index(None, "county", "region_code", "year", "state", "id"),
        CheckConstraint("year between 2013 and 2100", "year_plausible"),
        CheckConstraint("edition > 0", "edition_positive"),
        CheckConstraint("income_target >= 0", "target_not_negative"),
        CheckConstraint(
            "(state in ('active', 'replaced', 'closed')) <= (consent_on is not null and not consent_stale)",
            "in_force_with_consent",
        ),
        CheckConstraint("consent_kind <> 'witness' or consent_witness is not null", "witness_named"),
        CheckConstraint("reviewed_by is distinct from author_id or reviewed_by is null", "not_by_its_author"),
        CheckConstraint("reviewed_by is distinct from submitted_by or reviewed_by is null", "not_by_who_submitted"),
        CheckConstraint("satisfaction between 1 and 5", "satisfaction_in_scale"),
    )

    household_id: Mapped[UUID]
    year: Mapped[int]
    edition: Mapped[int] = mapped_column(server_default=sql("1"))
    previous_id: Mapped[UUID | None]
    """The edition, or last year's plan, that this one was made from."""
    kind: Mapped[PlanKind]
    state: Mapped[PlanState] = mapped_column(server_default="draft")
    why: Mapped[str | None]
    """Why this edition was made: code list `plan_reason` (new, carried_over, adjusted, income_shock, status_changed)."""
    causes: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    """Code list `poverty_cause`: those of the household when the plan was written, main one first."""
    income_base: Mapped[Decimal | None]
    income_base_year: Mapped[int | None]
    income_target: Mapped[Decimal | None]
    """Net income per person in `year`, yuan."""
    assurances: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))
    """Item of code list `assurance_item` -> met, failed or unknown, when the plan was written."""
    wish: Mapped[str | None]
    """What the household wants, in its own words."""
    consent_on: Mapped[date | None]
    consent_kind: Mapped[str | None]
    """signature or witness."""
    consent_name: Mapped[str | None]
    """Who of the household agreed."""
    consent_witness: Mapped[str | None]
    consent_attachment_id: Mapped[UUID | None]
    consent_stale: Mapped[bool] = mapped_column(server_default=sql("false"))
    """The plan was changed after the household agreed to it."""
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    author_name: Mapped[str]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    reviewed_by_name: Mapped[str | None]
    review_note: Mapped[str | None]
    completeness: Mapped[int] = mapped_column(server_default=sql("0"))
    """0 to 100."""
    gaps: Mapped[list[dict[str, Any]]] = mapped_column(server_default=sql("'[]'"))
    """What is missing: `{code, message, measure_id, member_id, cause}`."""
    measure_count: Mapped[int] = mapped_column(server_default=sql("0"))
    done_count: Mapped[int] = mapped_column(server_default=sql("0"))
    income_result: Mapped[Decimal | None]
    outcome: Mapped[str | None]
    satisfaction: Mapped[int | None]
    """1 (very dissatisfied) to 5, as the household said."""
    satisfaction_on: Mapped[date | None]


class MeasureState(StrEnum):
    PLANNED = "planned"
    GOING = "going"
    DONE = "done"
    CANCELLED = "cancelled"


class Measure(Versioned):
    """One thing to be done for a household or one of its members."""

    __tablename__ = "measure"
    __table_args__ = (
        belongs_to(Plan, "plan_id")[0],
        *belongs_to(Household, "household_id"),
        ForeignKeyConstraint(["county", "member_id"], [Member.county, Member.id]),
        *belongs_to(Helper, "helper_id"),
        *belongs_to(VillageProject, "project_id"),
        ForeignKeyConstraint(["county", "policy_id"], [BenefitPolicy.county, BenefitPolicy.id]),
        ForeignKeyConstraint(["county", "loan_id"], [Loan.county, Loan.id]),
        UniqueConstraint("county", "plan_id", "root_id"),
        Index(None, "county", "region_code", "state", "due_on", "id"),
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("due_on >= starts_on", "period_in_order"),
        CheckConstraint("amount >= 0 and spent >= 0", "money_not_negative"),
        CheckConstraint("progress between 0 and 100", "progress_in_range"),
        CheckConstraint("(state = 'done') = (done_on is not null)", "done_with_date"),
    )

    plan_id: Mapped[UUID]
    household_id: Mapped[UUID]
    member_id: Mapped[UUID | None]
    """Null: for the household."""
    root_id: Mapped[UUID]
    """The same through all editions of the plan: its first row's id."""
    sort: Mapped[int] = mapped_column(server_default=sql("0"))
    category: Mapped[str]
    """Code list `measure_category`."""
    batch: Mapped[str | None]
    """Code list `five_batch` (五个一批)."""
    text: Mapped[str]
    cause: Mapped[str | None]
    """The cause it answers: code list `poverty_cause`."""
    assurance: Mapped[str | None]
    """The failed assurance it answers: code list `assurance_item`."""
    quantity: Mapped[Decimal | None]
    unit: Mapped[str | None]
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    helper_id: Mapped[UUID | None]
    owner_name: Mapped[str | None]
    """Who sees to it: an account, a helper, or a name."""
    executor: Mapped[str | None]
    """Who carries it out: code list `measure_executor` (household, contractor, cadre ...)."""
    fund_source: Mapped[str | None]
    """Code list `fund_source`; `none` when it needs no money."""
    amount: Mapped[Decimal | None]
    """Planned, yuan."""
    project_id: Mapped[UUID | None]
    policy_id: Mapped[UUID | None]
    loan_id: Mapped[UUID | None]
    template_id: Mapped[UUID | None]
    suggestion: Mapped[str | None]
    """Key of the suggestion it came from."""
    review_note: Mapped[str | None]
    """Why the reviewer sent it back."""
    state: Mapped[MeasureState] = mapped_column(server_default="planned")
    progress: Mapped[int] = mapped_column(server_default=sql("0"))
    """Per cent."""
    spent: Mapped[Decimal | None]
    result: Mapped[str | None]
    done_on: Mapped[date | None]


class MeasureProgress(CountyRecord):
    """What was said about a measure's progress, one row each time."""

    __tablename__ = "measure_progress"
    __table_args__ = (*belongs_to(Measure, "measure_id"), CheckConstraint("progress between 0 and 100", "in_range"))

    measure_id: Mapped[UUID]
    told_on: Mapped[date]
    state: Mapped[MeasureState]
    progress: Mapped[int]
    spent: Mapped[Decimal | None]
    note: Mapped[str | None]
    attachment_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    told_by: Mapped[UUID | None]
    told_by_name: Mapped[str]
