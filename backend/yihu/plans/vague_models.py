from datetime import date

from sqlalchemy import CheckConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped

from yihu.kernel.models import Versioned


class VagueWord(Versioned):
    """空泛用语: a word that promises nothing; a measure that says it is told so. The county's own list, from when to when."""

    __tablename__ = "vague_word"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to > valid_from", "period_in_order"),
        ExcludeConstraint(
            ("county", "="), ("word", "="), (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_vague_word_once_at_a_time", using="gist",
        ),
    )  # fmt: skip

    word: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
