"""The due-date ladder against an oracle that counts days one by one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.households.make import household
from tests.loans.make import loan, notices
from tests.make import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE
from yihu.households.models import Household, HouseholdIssue, Member
from yihu.kernel.db import EVERYWHERE, entering, make_sessions
from yihu.kernel.facts import Fact
from yihu.loans import rounds
from yihu.loans.models import LetterSeries, Loan, LoanNotice, LoanState
from yihu.policy.models import PolicyParameter

REMINDER, WRITTEN, MARGIN = 60, 30, 5
DAY = timedelta(days=1)


def days_from(start: date, end: date) -> int:
    """Count by walking, so that no calendar arithmetic is shared with what is tested."""
    count, day = 0, min(start, end)
    while day < max(start, end):
        day, count = day + DAY, count + 1
    return count if start <= end else -count


def rungs_on(due_on: date, day: date) -> set[str]:
    left = days_from(day, due_on)
    found = {"overdue"} if left < 0 else set()
    found |= {"written"} if 0 <= left <= WRITTEN + MARGIN else set()
    return found | ({"reminder"} if WRITTEN < left <= REMINDER + MARGIN else set())


def every_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def raised(session: Session) -> set[tuple[date, str]]:
    return {(due_on, rung.value) for due_on, rung in session.execute(select(LoanNotice.due_on, LoanNotice.rung))}


@pytest.mark.parametrize("today", [date(2027, 12, 31), date(2028, 2, 29), date(2028, 3, 1), date(2026, 2, 28), TODAY])
def test_every_due_date_of_three_years_stands_where_the_oracle_says(session, today):
    home = household(session)
    dues = list(every_day(today - timedelta(days=400), today + timedelta(days=700)))
    session.execute(Loan.__table__.insert(), [_row(home, number, due_on) for number, due_on in enumerate(dues)])
    rounds.raise_notices(session, COUNTY, today)
    assert raised(session) == {(due_on, rung) for due_on in dues for rung in rungs_on(due_on, today)}
    deadlines = {n.due_on - n.deadline_on for n in session.scalars(select(LoanNotice)) if n.rung == "written"}
    assert {days.days for days in deadlines} == {WRITTEN}


def _row(home: Household, number: int, due_on: date) -> dict:
    return {
        "county": COUNTY, "region_code": home.region_code, "household_id": home.id, "bank_code": "rcb",
        "contract_no": str(number), "principal": 1, "balance": 1, "lent_on": date(2020, 1, 1), "due_on": due_on,
    }  # fmt: skip


def test_three_years_of_nights_raise_each_rung_on_its_first_day_and_never_again(session):
    """Through a leap February and every month end; the letters of a year are numbered 1, 2, 3 ... without a gap."""
    home = household(session)
    dues = [date(2027, 3, 31), date(2028, 2, 29), date(2028, 3, 1), date(2028, 12, 31), date(2029, 2, 28)]
    session.execute(Loan.__table__.insert(), [_row(home, number, due_on) for number, due_on in enumerate(dues)])
    first_seen: dict[tuple[date, str], date] = {}
    for night in every_day(date(2027, 1, 1), date(2029, 12, 31)):
        expected = {(due, rung) for due in dues for rung in rungs_on(due, night)}
        if not expected <= first_seen.keys() or night.day == 1:
            counts = rounds.raise_notices(session, COUNTY, night)
            assert sum(counts.values()) == len(expected - first_seen.keys())
            first_seen |= dict.fromkeys(expected - first_seen.keys(), night)
    stored = session.execute(select(LoanNotice.due_on, LoanNotice.rung, LoanNotice.raised_on)).all()
    assert {(due, rung.value): on for due, rung, on in stored} == first_seen
    assert len(stored) == 3 * len(dues)
    numbers = session.scalars(
        select(LoanNotice.number).where(LoanNotice.rung == "written").order_by(LoanNotice.raised_on)
    )
    assert list(numbers) == [
        "杨柏贷通〔2027〕1号", "杨柏贷通〔2028〕1号", "杨柏贷通〔2028〕2号", "杨柏贷通〔2028〕3号", "杨柏贷通〔2029〕1号",
    ]  # fmt: skip


@pytest.mark.parametrize("outage", [1, 10, 20])
def test_nothing_is_missed_when_the_system_was_down(session, outage):
    home = household(session)
    dues = list(every_day(TODAY - timedelta(days=60), TODAY + timedelta(days=120)))
    session.execute(Loan.__table__.insert(), [_row(home, number, due_on) for number, due_on in enumerate(dues)])
    rounds.raise_notices(session, COUNTY, TODAY)
    before, back = raised(session), TODAY + timedelta(days=outage)
    rounds.raise_notices(session, COUNTY, back)
    nights = {(due, rung) for night in every_day(TODAY, back) for due in dues for rung in rungs_on(due, night)}
    assert before | nights == raised(session)


def test_a_loan_that_arrives_late_has_its_notice_at_once(session):
    notices(session)
    late = loan(session, due_in=3)
    rounds.after_change(session, COUNTY, [late.id])
    (notice,) = session.scalars(select(LoanNotice))
    assert (notice.rung, notice.raised_on, notice.deadline_on) == ("written", TODAY, late.due_on - timedelta(days=30))


def test_only_the_changed_loans_are_looked_at(session):
    other, changed = loan(session, due_in=10), loan(session, due_in=10)
    rounds.after_change(session, COUNTY, [changed.id])
    assert session.scalars(select(LoanNotice.loan_id)).all() == [changed.id]
    rounds.after_change(session, COUNTY)
    assert set(session.scalars(select(LoanNotice.loan_id))) == {changed.id, other.id}


@pytest.mark.parametrize(("state", "balance"), [(LoanState.SETTLED, 0), (LoanState.RENEWED, 50000)])
def test_a_loan_that_ended_cancels_its_open_notices_and_a_correction_reopens_them(session, state, balance):
    row = loan(session, due_in=10)
    (notice,) = notices(session)
    row.state, row.balance = state, balance
    rounds.after_change(session, COUNTY, [row.id])
    (notice,) = notices(session)
    assert (notice.state, notice.cancelled_why, notice.version) == ("cancelled", state, 2)
    row.state, row.balance = LoanState.ACTIVE, 50000
    rounds.after_change(session, COUNTY, [row.id])
    (again,) = notices(session)
    assert (again.state, again.number) == ("open", notice.number)


def test_another_due_date_makes_another_notice(session):
    row = loan(session, due_in=10)
    notices(session)
    row.due_on = TODAY + timedelta(days=20)
    rounds.after_change(session, COUNTY, [row.id])
    old, new = notices(session)
    assert (old.state, old.cancelled_why, new.state) == ("cancelled", "due_on_changed", "open")
    assert [n.number for n in (old, new)] == ["杨柏贷通〔2026〕1号", "杨柏贷通〔2026〕2号"]
    assert session.scalar(select(LetterSeries.last)) == 2


def test_each_notice_leaves_one_fact_and_the_household_knows_its_loans(session):
    row = loan(session, due_in=33)
    notices(session)
    notices(session)
    told = session.scalars(select(Fact.data["rung"].astext).where(Fact.name == "LoanNoticeRaised")).all()
    assert sorted(told) == ["reminder", "written"]
    assert session.scalar(select(Household.active_loan_count).where(Household.id == row.household_id)) == 1


def test_a_township_may_have_its_own_margin(session):
    session.add(
        PolicyParameter(
            key="loan.notice_margin_days",
            region_code=TOWNSHIP,
            value=15,
            valid_from=date(2026, 1, 1),
            source="镇发〔2026〕3号",
        )
    )
    here = loan(session, due_in=70)
    there = loan(session, household(session, "5119210099", f"{OTHER_TOWNSHIP}001", "李四"), due_in=70)
    found = {notice.loan_id: notice.rung for notice in notices(session)}
    assert found == {here.id: "reminder"}
    assert there.id not in found


def test_without_its_parameter_a_rung_raises_nothing(session):
    session.execute(delete(PolicyParameter).where(PolicyParameter.key == "loan.reminder_days_before"))
    for days in (45, 20, -1):
        loan(session, due_in=days)
    assert sorted(notice.rung for notice in notices(session)) == ["overdue", "written"]


def test_townships_of_one_stem_keep_their_whole_name_in_letter_numbers(session):
    session.execute(text("update region set short_name = '杨柏乡' where code = :code"), {"code": OTHER_TOWNSHIP})
    names = rounds.series_names(session, COUNTY)
    assert (names[TOWNSHIP], names[OTHER_TOWNSHIP]) == ("杨柏镇", "杨柏乡")


def test_eight_rounds_at_once_end_as_one(engine):
    """On real connections: what is stored here is removed again."""
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        entering(EVERYWHERE)(session)
        home = household(session, "5119218888", VILLAGE, "张三")
        session.execute(
            Loan.__table__.insert(), [_row(home, number, TODAY + DAY * (number % 70)) for number in range(300)]
        )
    gate = Barrier(8)

    def one(_: int) -> int:
        with sessions.begin() as session:
            entering(EVERYWHERE)(session)
            gate.wait(10)
            return sum(rounds.raise_notices(session, COUNTY, TODAY).values())

    try:
        with ThreadPoolExecutor(8) as pool:
            made = sorted(pool.map(one, range(8)))
        with sessions.begin() as session:
            entering(EVERYWHERE)(session)
            stored = session.scalar(select(func.count()).select_from(LoanNotice))
            numbers = session.scalars(select(LoanNotice.number).where(LoanNotice.rung == "written")).all()
        assert made == [0] * 7 + [stored]
        assert {int(number.split("〕")[1][:-1]) for number in numbers} == set(range(1, len(numbers) + 1))
    finally:
        with engine.connect() as owner, owner.begin():
            owner.execute(text("set local role none"))
            for table in (LoanNotice, Loan, LetterSeries, Fact, HouseholdIssue, Member, Household):
                owner.execute(delete(table))
