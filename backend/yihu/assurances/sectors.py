"""Keeping housing cases, water sources and their tests."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.assurances import sector_queries as queries
from yihu.assurances.models import AssuranceCheck
from yihu.assurances.sector_models import HousingCase, WaterSource, WaterTest
from yihu.assurances.sector_problems import (
    CaseTaken,
    HousingCaseNotFound,
    SourceNotFound,
    SourceTaken,
    TestTaken,
)
from yihu.assurances.sector_schemas import (
    CaseCreate,
    CaseRead,
    CaseWhen,
    SourceCreate,
    SourceRead,
    SourceUpdate,
    TestCreate,
)
from yihu.households.models import Household
from yihu.households.problems import HouseholdNotFound
from yihu.households.service import FOLLOWERS, check_village
from yihu.kernel import audit, clock
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.policy import service as policy

K, S, T = HousingCase, WaterSource, WaterTest
LISTS = {"target": "housing_target", "grade": "housing_grade", "method": "housing_method", "old_house": "old_house"}


def read_case(session: Session, user: Caller, case_id: UUID) -> CaseRead:
    return queries.CASES.one(
        session, CaseRead, {**user.binds(), "today": clock.business_date(), "id": case_id}, HousingCaseNotFound
    )


def open_case(session: Session, user: Caller, form: CaseCreate) -> CaseRead:
    home = session.scalar(select(Household).where(within(Household, user), Household.id == form.household_id))
    if home is None:
        raise HouseholdNotFound
    values = form.model_dump(exclude_none=True)
    policy.check_codes(session, LISTS, values)
    if form.grade is None:
        values["grade"] = session.scalar(
            select(AssuranceCheck.figures["grade"].astext).where(
                AssuranceCheck.county == user.county, AssuranceCheck.household_id == home.id,
                AssuranceCheck.item == "housing", AssuranceCheck.current,
            )
        )  # fmt: skip
    values["target"] = form.target or target_of(home)
    row = K(county=home.county, region_code=home.region_code, **values)
    _in_order(row)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise CaseTaken from error
    _audit(session, row, "housing_case.opened", kind=row.kind.value)
    return read_case(session, user, row.id)


def target_of(home: Household) -> str | None:
    """Which of the six groups the household is in, by what is on file; None: in none of them."""
    groups = set(home.special_groups)
    by_group = (("destitute", {"destitute", "destitute_elder"}), ("dibao", {"dibao"}), ("dibao_verge", {"dibao_verge"}))
    for target, named in by_group:
        if groups & named:
            return target
    classes = {
        "sudden_hardship": "sudden_hardship", "unstable_exited": "monitored", "verge": "monitored",
        "general_exited": "exited",
    }  # fmt: skip
    return classes.get(home.household_class)


def change_case(session: Session, user: Caller, case_id: UUID, form: CaseWhen, version: int) -> CaseRead:
    row = session.scalar(select(K).where(within(K, user), K.id == case_id).with_for_update())
    if row is None:
        raise HousingCaseNotFound
    check_version(row, version)
    given = form.model_dump(exclude_unset=True)
    policy.check_codes(session, LISTS, given)
    for name, value in given.items():
        setattr(row, name, value if name != "old_house" else value or "none")
    _in_order(row)
    told = audit.changes(row)
    session.flush()
    _audit(session, row, "housing_case.changed", changes=told)
    return read_case(session, user, row.id)


def _in_order(row: HousingCase) -> None:
    today = clock.business_date()
    steps = (("approved_on", row.approved_on), ("handed_over_on", row.handed_over_on), ("moved_in_on", row.moved_in_on))
    before: date | None = None
    for name, day in steps:
        if day is not None and day > today:
            raise ValidationFailed.at(f"/{name}", "in_the_future", "日期不能晚于今天")
        if day is not None and before is not None and day < before:
            raise ValidationFailed.at(f"/{name}", "out_of_order", "各环节日期的先后不对")
        before = day or before
    if row.moved_in_on is not None and row.handed_over_on is None:
        raise ValidationFailed.at("/handed_over_on", "missing", "入住前请先填写交付日期")
    if row.old_house in ("demolished", "reclaimed") and row.old_house_on is None:
        raise ValidationFailed.at("/old_house_on", "missing", "请填写拆除或复垦日期")


def read_source(session: Session, user: Caller, source_id: UUID) -> SourceRead:
    return queries.sources().one(
        session, SourceRead, {**user.binds(), "today": clock.business_date(), "id": source_id}, SourceNotFound
    )


def add_source(session: Session, user: Caller, form: SourceCreate) -> SourceRead:
    values = form.model_dump()
    check_village(session, user, form.region_code)
    return _keep_source(session, user, S(county=user.county, **values), values, "water_source.added")


def change_source(session: Session, user: Caller, source_id: UUID, form: SourceUpdate, version: int) -> SourceRead:
    row = _source(session, user, source_id)
    check_version(row, version)
    values = form.model_dump(exclude_unset=True)
    for name, value in values.items():
        if value is None and name in ("name", "kind"):
            raise ValidationFailed.at(f"/{name}", "missing", "必填")
        setattr(row, name, value)
    return _keep_source(session, user, row, values, "water_source.changed")


def _keep_source(
    session: Session, user: Caller, row: WaterSource, values: Mapping[str, Any], action: str
) -> SourceRead:
    policy.check_codes(session, {"kind": "water_source_kind"}, values)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise SourceTaken from error
    _audit(session, row, action, name=row.name)
    return read_source(session, user, row.id)


def _source(session: Session, user: Caller, source_id: UUID) -> WaterSource:
    row = session.scalar(select(S).where(within(S, user), S.id == source_id).with_for_update())
    if row is None:
        raise SourceNotFound
    return row


def add_test(session: Session, user: Caller, source_id: UUID, form: TestCreate) -> SourceRead:
    row = _source(session, user, source_id)
    if form.tested_on > clock.business_date():
        raise ValidationFailed.at("/tested_on", "in_the_future", "检测日期不能晚于今天")
    test = T(county=row.county, region_code=row.region_code, source_id=row.id, **form.model_dump())
    session.add(test)
    try:
        session.flush()
    except IntegrityError as error:
        raise TestTaken from error
    _audit(session, row, "water_source.tested", tested_on=str(form.tested_on), passed=form.passed)
    return read_source(session, user, row.id)


def _audit(session: Session, row: HousingCase | WaterSource, action: str, **details: Any) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=(type(row).__tablename__, row.id),
        **details,
    )  # fmt: skip


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    mine = update(K).where(K.county == county, K.household_id == household_id)
    session.execute(mine.values(region_code=region_code))


FOLLOWERS.append(follow_household)
