"""Writing checks down: a form of several items at once, and correcting one of them."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.accounts.permissions import Permission
from yihu.assurances import judging, queries, settling
from yihu.assurances.events import AssuranceChecked
from yihu.assurances.models import AssuranceCheck, AssuranceDefect, AssuranceRound, Result
from yihu.assurances.problems import CheckIdTaken, CheckIsVoid, CheckNotFound, NotYourCheck
from yihu.assurances.schemas import CheckCorrect, CheckLine, CheckRead, ChecksCreate, ChecksWritten
from yihu.households.models import Household
from yihu.households.problems import HouseholdNotFound
from yihu.households.service import FOLLOWERS
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.visits.models import Visit

C = AssuranceCheck


def record(session: Session, user: Caller, form: ChecksCreate, *, checker: Caller | None = None) -> ChecksWritten:
    """The same id with the same content again is the same form. `checker` wrote it when that was not the caller."""
    home = _held(session, user, form.household_id)
    digest = hashlib.sha256(form.model_dump_json(exclude={"id"}).encode()).digest()
    earlier = session.execute(_written(user.county, form.id)).all() if form.id else []
    if earlier:
        if any(row.digest != digest or row.household_id != home.id for row in earlier):
            raise CheckIdTaken
        return _told(form.id or home.id, home.id, [row.result for row in earlier])
    _check(session, user, home, form)
    lines = list(_lines(session, home, form))
    made = _insert(session, home, form, checker or user, digest, lines)
    settling.settle(session, home.county, [home.id])
    failed = sorted({row.item for row in made if row.result is Result.DEFECT})
    form_id = made[0].form_id
    audit.record(
        session, "assurance.checked", county=home.county, region_code=home.region_code, subject=("household", home.id),
        form_id=str(form_id), checked_on=str(form.checked_on), items=sorted({row.item for row in made}), defects=failed,
    )  # fmt: skip
    publish(session, AssuranceChecked(home.county, home.region_code, str(form_id), str(home.id), str(form.checked_on), failed))  # fmt: skip
    return _told(form_id, home.id, [row.result for row in made])


def _told(form_id: UUID, household_id: UUID, results: list[Result]) -> ChecksWritten:
    failed = sum(result is Result.DEFECT for result in results)
    return ChecksWritten(form_id=form_id, household_id=household_id, count=len(results), defects=failed)


def _written(county: str, form_id: UUID) -> Any:
    return select(C.digest, C.household_id, C.result).where(C.county == county, C.form_id == form_id)


def _held(session: Session, user: Caller, household_id: UUID) -> Household:
    """Locked: two forms about one household follow each other."""
    found = session.scalar(
        select(Household).where(within(Household, user), Household.id == household_id).with_for_update()
    )
    if found is None:
        raise HouseholdNotFound
    return found


def _check(session: Session, user: Caller, home: Household, form: ChecksCreate) -> None:
    if form.checked_on > clock.business_date():
        raise ValidationFailed.at("/checked_on", "in_the_future", "核查日期不能晚于今天")
    seen: set[tuple[str, UUID | None]] = set()
    for n, line in enumerate(form.checks):
        if (line.item, line.member_id) in seen:
            raise ValidationFailed.at(f"/checks/{n}/item", "twice", "同一项同一人只能填一次")
        seen.add((line.item, line.member_id))
    known = select(Visit.id).where(
        Visit.county == user.county, Visit.household_id == home.id, Visit.id == form.visit_id
    )
    if form.visit_id is not None and session.scalar(known) is None:
        raise ValidationFailed.at("/visit_id", "unknown", "没有这次走访")
    r = AssuranceRound
    here = (r.county == user.county, func.starts_with(home.region_code, r.region_code), r.id == form.round_id)
    if form.round_id is not None and session.scalar(select(r.id).where(*here)) is None:
        raise ValidationFailed.at("/round_id", "unknown", "这一户不在这次排查的范围内")


def _lines(session: Session, home: Household, form: ChecksCreate) -> Iterator[tuple[CheckLine, judging.Judged]]:
    """Every line judged; one that stands for all members it concerns becomes one for each of them."""
    terms = judging.Terms(session, home.region_code, form.checked_on)
    people = judging.people(session, home)
    named = {(line.item, line.member_id) for line in form.checks}
    for n, line in enumerate(form.checks):
        found = judging.item_of(line.item, f"/checks/{n}/item")
        if line.member_id is not None and line.member_id not in people:
            raise ValidationFailed.at(f"/checks/{n}/member_id", "unknown", "没有这位家庭成员")
        if line.member_id is not None and not found.per_member:
            raise ValidationFailed.at(f"/checks/{n}/member_id", "of_the_household", "这一项按户核查，不填成员")
        judged = judging.judge(found, terms, line.figures, line.result, f"/checks/{n}")
        if not found.per_member or line.member_id is not None:
            _worded(judged, line.note, f"/checks/{n}/note")
            yield line, judged
            continue
        if judged.result is Result.DEFECT:
            raise ValidationFailed.at(f"/checks/{n}/member_id", "missing", "请选择未达标的家庭成员")
        concerned = [m for m in people.values() if terms.concerns(found, m.born_on)]
        for member in concerned:
            if (line.item, member.id) not in named:
                yield line.model_copy(update={"member_id": member.id}), judged
        if not concerned:
            yield line, judging.Judged(Result.NOT_APPLICABLE, judged.figures, [], judged.version)


def _worded(judged: judging.Judged, note: str | None, pointer: str) -> None:
    """What is wrong stands in the ledger: figures tell it, or words."""
    if judged.result is Result.DEFECT and not judged.figures and not (note and note.strip()):
        raise ValidationFailed.at(pointer, "missing", "未达标请写明什么问题")


def _insert(
    session: Session, home: Household, form: ChecksCreate, who: Caller, digest: bytes,
    lines: list[tuple[CheckLine, judging.Judged]],
) -> list[AssuranceCheck]:  # fmt: skip
    form_id = form.id or session.scalar(select(func.uuidv7()))
    made = [
        C(
            county=home.county, region_code=home.region_code, household_id=home.id, member_id=line.member_id,
            item=line.item, rule_version=judged.version, result=judged.result, figures=judged.figures,
            reasons=judged.reasons, note=line.note, checked_on=form.checked_on, checker_id=who.id,
            checker_name=who.name, round_id=form.round_id, visit_id=form.visit_id, source=form.source,
            form_id=form_id, digest=digest, made_at=form.made_at,
        )
        for line, judged in lines
    ]  # fmt: skip
    if not made:
        raise ValidationFailed.at("/checks", "nothing", "没有要登记的内容")
    session.add_all(made)
    session.flush()
    return made


def correct(session: Session, user: Caller, check_id: UUID, form: CheckCorrect, version: int) -> CheckRead:
    """The wrong one is voided and stays on file; the right one takes its place under the same day."""
    row = session.scalar(queries.check(user, check_id).with_for_update())
    if row is None:
        raise CheckNotFound
    if row.checker_id != user.id and Permission.ASSURANCES_MANAGE not in user.permissions:
        raise NotYourCheck
    check_version(row, version)
    if row.voided_on is not None:
        raise CheckIsVoid
    home = _held(session, user, row.household_id)
    found = judging.item_of(row.item, "/item")
    terms = judging.Terms(session, row.region_code, row.checked_on)
    judged = judging.judge(found, terms, form.figures, form.result, "")
    _worded(judged, form.note, "/note")
    row.voided_on, row.voided_why, row.current = clock.business_date(), form.reason, False
    session.flush()
    right = C(
        **{name: getattr(row, name) for name in KEPT}, rule_version=judged.version, result=judged.result,
        figures=judged.figures, reasons=judged.reasons, note=form.note, checker_id=user.id, checker_name=user.name,
    )  # fmt: skip
    session.add(right)
    session.flush()
    settling.settle(session, home.county, [home.id])
    audit.record(
        session, "assurance.corrected", county=row.county, region_code=row.region_code,
        subject=("assurance_check", row.id), replaced_by=str(right.id), reason=form.reason,
        result=[row.result.value, right.result.value],
    )  # fmt: skip
    failed = [right.item] if right.result is Result.DEFECT else []
    publish(session, AssuranceChecked(row.county, row.region_code, str(row.form_id), str(home.id), str(row.checked_on), failed))  # fmt: skip
    return read(session, user, right.id)


KEPT = (
    "county", "region_code", "household_id", "member_id", "item", "checked_on", "round_id", "visit_id", "source",
    "form_id", "made_at",
)  # fmt: skip


def read(session: Session, user: Caller, check_id: UUID) -> CheckRead:
    return queries.CHECKS.one(session, CheckRead, {**user.binds(), "id": check_id}, CheckNotFound)


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    for table in (AssuranceCheck, AssuranceDefect):
        mine = update(table).where(table.county == county, table.household_id == household_id)
        session.execute(mine.values(region_code=region_code))


FOLLOWERS.append(follow_household)
