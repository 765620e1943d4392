from enum import StrEnum

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yihu.kernel.models import Versioned


class CarryOverState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class CarryOver(Versioned):
    """年度结转: one run that makes a year's drafts from the plans of the year before, township by township."""

    __tablename__ = "carry_over"
    __table_args__ = (CheckConstraint("year between 2014 and 2100", "year_plausible"),)

    year: Mapped[int]
    """The year of the new drafts."""
    state: Mapped[CarryOverState] = mapped_column(server_default="waiting")
    done: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int] = mapped_column(server_default=text("0"))
    """Townships, of how many."""
    made: Mapped[int] = mapped_column(server_default=text("0"))
    """Drafts."""
    asked_by_name: Mapped[str]
