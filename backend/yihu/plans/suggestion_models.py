"""What suggestions are made from: the catalogue of measures, what has been declined, signals of a shock."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from yihu.households.models import Household
from yihu.kernel.models import CountyRecord, Versioned, belongs_to


class MeasureTemplate(Versioned):
    """措施库: a measure the county often takes, for which causes and whom, from when to when."""

    __tablename__ = "measure_template"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to > valid_from", "period_in_order"),
        UniqueConstraint("county", "region_code", "name", "valid_from"),
    )

    name: Mapped[str]
    text: Mapped[str]
    """Wording with places for what the cadre must fill in, such as 发展{数量}头肉牛."""
    category: Mapped[str]
    batch: Mapped[str | None]
    for_member: Mapped[bool] = mapped_column(server_default=sql("false"))
    causes: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    assurances: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    household_classes: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    household_types: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    labours: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    unit: Mapped[str | None]
    fund_source: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]


class DeclinedSuggestion(CountyRecord):
    """A suggestion the cadre did not take, and why; it is not made again that year."""

    __tablename__ = "declined_suggestion"
    __table_args__ = (
        belongs_to(Household, "household_id")[0],
        UniqueConstraint("county", "household_id", "year", "key"),
    )

    household_id: Mapped[UUID]
    year: Mapped[int]
    key: Mapped[str]
    reason: Mapped[str]
    declined_by_name: Mapped[str]


class RiskSignal(Versioned):
    """风险信号: something that cut a household's income; its plan must be adjusted in time (R409)."""

    __tablename__ = "risk_signal"
    __table_args__ = (
        *belongs_to(Household, "household_id"),
        Index(None, "county", "region_code", "happened_on", "id"),
    )

    household_id: Mapped[UUID]
    kind: Mapped[str]
    """Code list `risk_kind`: epidemic, disaster, illness, job_loss ..."""
    happened_on: Mapped[date]
    note: Mapped[str]
    source: Mapped[str]
    """Where it came from: a visit's finding, a department, the household."""
    finding_id: Mapped[UUID | None]
    dismissed_on: Mapped[date | None]
    dismissed_why: Mapped[str | None]
