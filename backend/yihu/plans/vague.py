"""空泛用语: the county's list of words that promise nothing; an entry is ended, never removed."""

import csv
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Select, Text, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.households.queries import COUNTY
from yihu.kernel import audit, clock
from yihu.kernel.models import valid_on
from yihu.kernel.paging import Listing
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.plans.problems import WordNotFound, WordTaken
from yihu.plans.suggestion_schemas import Ending, VagueWordCreate
from yihu.plans.vague_models import VagueWord

SHIPPED = Path(__file__).parent / "data" / "vague_words.csv"
W = VagueWord
TODAY = bindparam("today", type_=Date)

WORDS = Listing(
    base=select(W.id, W.word.label("name"), W.valid_from, W.valid_to, W.source, W.version),
    area=W.county == COUNTY,
    filters={
        "current": bindparam("current", type_=Boolean) == valid_on(W, TODAY),
        "q": func.strpos(W.word, bindparam("q", type_=Text)) > 0,
    },
    sorts={"name": (W.word, W.id), "valid_from": (W.valid_from, W.id)},
    default_sort="name",
)
"""Binds: county, today."""


def current() -> Select[str]:
    """Binds: county, today."""
    return select(W.word).where(W.county == COUNTY, valid_on(W, TODAY))


def load_defaults(session: Session, county: str) -> None:
    """The words we ship, for a county that has no list of its own yet."""
    if session.scalar(select(select(W.id).where(W.county == county).exists())):
        return
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = [{"county": county, "region_code": county, **row} for row in csv.DictReader(file)]
    session.execute(insert(W).values(valid_from=func.make_date(2000, 1, 1)), rows)


def add(session: Session, user: Caller, form: VagueWordCreate) -> VagueWord:
    row = W(county=user.county, region_code=user.county, word=form.name, valid_from=form.valid_from, source=form.source)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise WordTaken from error
    _audit(session, row, "vague_word.added")
    return row


def end(session: Session, user: Caller, word_id: UUID, form: Ending, version: int) -> VagueWord:
    row = session.scalar(select(W).where(W.county == user.county, W.id == word_id).with_for_update())
    if row is None:
        raise WordNotFound
    check_version(row, version)
    if form.valid_to <= row.valid_from:
        raise ValidationFailed.at("/valid_to", "before_start", "停用日期应晚于启用日期")
    row.valid_to = form.valid_to
    session.flush()
    _audit(session, row, "vague_word.ended")
    return row


def area(user: Caller) -> dict[str, Any]:
    return {**user.binds(), "today": clock.business_date()}


def _audit(session: Session, row: VagueWord, action: str) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("vague_word", row.id), word=row.word,
        valid_from=str(row.valid_from), valid_to=str(row.valid_to),
    )  # fmt: skip
