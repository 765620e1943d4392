"""Rounds: opened by an officer or, one a month, by the nightly round; followed village by village; closed with figures."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.assurances import judging, round_queries
from yihu.assurances.models import AssuranceRound, RoundKind
from yihu.assurances.parameters import SCREENED
from yihu.assurances.problems import RoundIsClosed, RoundNotFound, RoundTaken
from yihu.assurances.schemas import RoundCreate, RoundPage, RoundRead, RoundUpdate, VillageRound
from yihu.households.models import Household
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy
from yihu.policy.parameters import value_of
from yihu.regions import zones
from yihu.visits.cadence import period
from yihu.visits.parameters import Cadence

R = AssuranceRound
SCREENED_ITEMS = ("education", "health", "housing", "water")
"""“三保障”及饮水安全 (R356)."""


def add(session: Session, user: Caller, form: RoundCreate) -> RoundPage:
    values = form.model_dump()
    values["region_code"] = form.region_code or user.region_code
    if not values["region_code"].startswith(user.region_code):
        raise ValidationFailed.at("/region_code", "outside_area", "不在您的辖区内")
    policy.check_codes(session, {"household_classes": "household_class"}, values)
    for n, code in enumerate(form.items):
        judging.item_of(code, f"/items/{n}")
    if form.due_on < form.starts_on:
        raise ValidationFailed.at("/due_on", "before_start", "截止日期不能早于开始日期")
    if form.kind is RoundKind.RECHECK and form.exited_since is None:
        raise ValidationFailed.at("/exited_since", "missing", "全面核查请填写从哪一年以来脱贫的户")
    row = R(county=user.county, made_by_name=user.name, **values | {"items": list(dict.fromkeys(form.items))})
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise RoundTaken from error
    _audit(session, row, "assurance_round.opened")
    return read(session, user, row.id)


def change(session: Session, user: Caller, round_id: UUID, form: RoundUpdate, version: int) -> RoundPage:
    row = _own(session, user, round_id, version)
    for name, value in form.model_dump(exclude_none=True).items():
        setattr(row, name, value)
    if row.due_on < row.starts_on:
        raise ValidationFailed.at("/due_on", "before_start", "截止日期不能早于开始日期")
    session.flush()
    _audit(session, row, "assurance_round.changed")
    return read(session, user, row.id)


def close(session: Session, user: Caller, round_id: UUID, version: int) -> RoundPage:
    """What it has reached is kept as it stands: later checks and moves do not change it."""
    row = _own(session, user, round_id, version)
    row.summary = [one.model_dump() for one in _villages(session, user.binds(), row)]
    row.closed_on, row.closed_by_name = clock.business_date(), user.name
    session.flush()
    _audit(session, row, "assurance_round.closed")
    return read(session, user, row.id)


def _own(session: Session, user: Caller, round_id: UUID, version: int) -> AssuranceRound:
    """Of the caller's own area: what a wider place has ordered is not his to change."""
    row = session.scalar(select(R).where(within(R, user), R.id == round_id).with_for_update())
    if row is None:
        raise RoundNotFound
    check_version(row, version)
    if row.closed_on is not None:
        raise RoundIsClosed
    return row


def read(session: Session, user: Caller, round_id: UUID, region_code: str | None = None) -> RoundPage:
    row = visible(session, user, round_id)
    binds = user.binds(region_code)
    villages = _villages(session, binds, row) if row.summary is None else _kept(session, row.summary, binds)
    told = session.execute(
        round_queries.ROUNDS.base.where(R.county == user.county, R.id == row.id), {"county": user.county}
    ).one()
    sums = {name: sum(getattr(one, name) for one in villages) for name in ("targets", "done", "defects")}
    return RoundPage.model_validate({**RoundRead.model_validate(told).model_dump(), **sums, "villages": villages})


def visible(session: Session, user: Caller, round_id: UUID) -> AssuranceRound:
    row = session.scalar(select(R).where(round_queries.reaching(user), R.id == round_id))
    if row is None:
        raise RoundNotFound
    return row


def _villages(session: Session, binds: dict[str, str], row: AssuranceRound) -> list[VillageRound]:
    asked = {**binds, "round_id": row.id}
    return [VillageRound.model_validate(one) for one in session.execute(round_queries.by_village(), asked)]


def _kept(session: Session, summary: Sequence[dict[str, Any]], binds: dict[str, str]) -> list[VillageRound]:
    """What was counted when the round was closed; the villages of the area."""
    chosen = zones.villages(session, binds["zone"]) if "zone" in binds else None
    here = [one for one in summary if binds["lo"] <= one["region_code"] < binds["hi"]]
    return [VillageRound(**one) for one in here if chosen is None or one["region_code"] in chosen]


def open_monthly(session: Session, county: str, day: date) -> int:
    """This month's screening of the county, over the classes that the county has screened each month."""
    classes = [c for c, parameter in SCREENED.items() if value_of(session, parameter, county, day) == "month"]
    h = Household
    somebody = select(h.id).where(h.county == county, h.household_class.in_(classes)).limit(1)
    if not classes or session.scalar(somebody) is None:
        return 0
    first, following = period(Cadence.MONTH, day)
    values = {
        "county": county, "region_code": county, "kind": RoundKind.SCREENING, "items": list(SCREENED_ITEMS),
        "name": f"{first.year}年{first.month}月“三保障”及饮水安全排查", "household_classes": classes, "starts_on": first,
        "due_on": date.fromordinal(following.toordinal() - 1), "source": "按政策参数每月自动开展", "made_by_name": "系统",
    }  # fmt: skip
    made = session.scalar(insert(R).values(values).on_conflict_do_nothing().returning(R.id))
    return int(made is not None)


def close_monthly(session: Session, county: str, day: date) -> int:
    """Screenings whose month is over are closed with what they reached."""
    over = (R.county == county, R.kind == RoundKind.SCREENING, R.closed_on.is_(None), R.due_on < day)
    rows = session.scalars(select(R).where(*over).with_for_update()).all()
    for row in rows:
        binds = {"county": county, "lo": county, "hi": county + ":"}
        row.summary = [one.model_dump() for one in _villages(session, binds, row)]
        row.closed_on, row.closed_by_name = day, "系统"
    session.flush()
    return len(rows)


def _audit(session: Session, row: AssuranceRound, action: str) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("assurance_round", row.id),
        name=row.name, due_on=str(row.due_on),
    )  # fmt: skip
