"""The due-date ladder, climbed by whole counties at a time: what a loan's due date orders on a given day.

Every statement may be repeated at any time: a notice exists once per loan, rung and due date, so a second round, a round
after an outage and eight rounds at once all end in the same rows.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Update,
    case,
    func,
    literal,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.kernel import clock
from yihu.kernel.db import among
from yihu.kernel.facts import Fact
from yihu.loans import parameters
from yihu.loans.events import LoanNoticeCancelled, LoanNoticeEvent, LoanNoticeRaised, LoanNoticeReopened
from yihu.loans.models import Loan, LoanNotice, LoanState, NoticeState, Rung
from yihu.policy.parameters import by_township
from yihu.regions.models import Region
from yihu.regions.names import stem

SUPERSEDED = "superseded"
"""Why an open notice was cancelled when a later rung was delivered; the others name what became of the loan."""

Ids = Sequence[UUID] | None


def after_change(session: Session, county: str, loan_ids: Ids = None) -> dict[str, int]:
    """Bring the notices of changed loans (None: of the whole county) up to date, those that arrived late at once."""
    session.flush()
    return raise_notices(session, county, clock.business_date(), loan_ids)


def raise_notices(session: Session, county: str, business_on: date, loan_ids: Ids = None) -> dict[str, int]:
    """Raise, number, cancel and reopen what the day asks for; how many of each."""
    _one_at_a_time(session, county)
    _count_active_loans(session, county, loan_ids)
    counts = {"cancelled": _cancel(session, county, loan_ids), "reopened": _reopen(session, county, loan_ids)}
    counts |= dict.fromkeys(Rung, 0) | _raise(session, county, business_on, loan_ids)
    _number(session, county, business_on.year)
    return counts


def _one_at_a_time(session: Session, county: str) -> None:
    """A second round of the county waits for the first to commit, then finds nothing left to do."""
    session.execute(text("select set_config('lock_timeout', '2min', true)"))
    session.execute(
        text("select pg_advisory_xact_lock(hashtextextended('loan_notice ' || :county, 0))"), {"county": county}
    )


def _chosen(county: str, loan_ids: Ids) -> list[ColumnElement[bool]]:
    chosen = [Loan.county == county]
    return chosen if loan_ids is None else [*chosen, among(Loan.id, loan_ids)]


def _cancel(session: Session, county: str, loan_ids: Ids) -> int:
    """Notices of loans that are settled, renewed or due on another day."""
    gone = (Loan.state != LoanState.ACTIVE) | (Loan.due_on != LoanNotice.due_on)
    why = case((Loan.state != LoanState.ACTIVE, Loan.state), else_="due_on_changed")
    return change_notices(
        session,
        LoanNoticeCancelled,
        update(LoanNotice)
        .where(LoanNotice.county == county, *_chosen(county, loan_ids), Loan.id == LoanNotice.loan_id)
        .where(LoanNotice.state == NoticeState.OPEN, gone)
        .values(state=NoticeState.CANCELLED, cancelled_why=why, version=LoanNotice.version + 1),
    )


def _reopen(session: Session, county: str, loan_ids: Ids) -> int:
    """A bank takes its correction back: the loan is active again with the old due date."""
    back = (Loan.state == LoanState.ACTIVE) & (Loan.due_on == LoanNotice.due_on)
    return change_notices(
        session,
        LoanNoticeReopened,
        update(LoanNotice)
        .where(LoanNotice.county == county, *_chosen(county, loan_ids), Loan.id == LoanNotice.loan_id)
        .where(LoanNotice.state == NoticeState.CANCELLED, LoanNotice.cancelled_why != SUPERSEDED, back)
        .values(state=NoticeState.OPEN, cancelled_why=None, version=LoanNotice.version + 1),
    )


def change_notices(session: Session, event: type[LoanNoticeEvent], statement: Update) -> int:
    """Run an update of notices, with a fact for each in the same statement; how many there were."""
    n = LoanNotice
    changed = statement.returning(n.county, n.region_code, n.id, n.loan_id, n.rung, n.due_on).cte("changed")
    c = changed.c
    told = _facts(changed, event, func.jsonb_build_object("loan_id", c.loan_id, "rung", c.rung, "due_on", c.due_on))
    return session.scalars(select(func.count()).select_from(changed).add_cte(told)).one()


def _raise(session: Session, county: str, day: date, loan_ids: Ids) -> dict[str, int]:
    terms = by_township(parameters.LADDER, county, day)
    due = union_all(*(_due(rung, terms, county, day).where(*_chosen(county, loan_ids)) for rung in Rung))
    names = ["county", "region_code", "loan_id", "household_id", "due_on", "rung", "deadline_on", "raised_on"]
    n = LoanNotice
    raised = (
        insert(n)
        .from_select(names, due)
        .on_conflict_do_nothing(index_elements=[n.county, n.loan_id, n.rung, n.due_on])
        .returning(n.county, n.region_code, n.id, n.loan_id, n.rung, n.due_on, n.deadline_on)
        .cte("raised")
    )
    r = raised.c
    data = func.jsonb_build_object(
        "loan_id", r.loan_id, "rung", r.rung, "due_on", r.due_on, "deadline_on", r.deadline_on
    )
    counted = select(r.rung, func.count()).group_by(r.rung).add_cte(_facts(raised, LoanNoticeRaised, data))
    return {rung.value: count for rung, count in session.execute(counted)}


def _due(rung: Rung, terms: CTE, county: str, day: date) -> Select[*tuple[Any, ...]]:
    """Active loans that stand on this rung on that day and have no notice of it for their due date."""
    t, days_left = terms.c, Loan.due_on - literal(day)
    stands = {
        Rung.REMINDER: (days_left > t.written_days_before)
        & (days_left <= t.reminder_days_before + t.notice_margin_days),
        Rung.WRITTEN: (days_left >= 0) & (days_left <= t.written_days_before + t.notice_margin_days),
        Rung.OVERDUE: days_left < 0,
    }
    deadline = {
        Rung.REMINDER: Loan.due_on - t.reminder_days_before,
        Rung.WRITTEN: Loan.due_on - t.written_days_before,
        Rung.OVERDUE: Loan.due_on + 1,
    }
    n = LoanNotice
    known = select(literal(1)).where(n.county == county, n.loan_id == Loan.id, n.rung == rung, n.due_on == Loan.due_on)
    return (
        select(
            Loan.county, Loan.region_code, Loan.id, Loan.household_id, Loan.due_on, literal(rung.value),
            deadline[rung], literal(day),
        )
        .join(terms, t.region_code == func.left(Loan.region_code, 9))
        .where(Loan.state == LoanState.ACTIVE, stands[rung], ~known.exists())
    )  # fmt: skip


def _facts(notices: CTE, kind: type[LoanNoticeEvent], data: ColumnElement[Any]) -> CTE:
    """One fact per notice, in the same statement."""
    r = notices.c
    rows = select(r.county, r.region_code, literal(kind.__name__), literal(kind.subject_kind), r.id, data)
    names = ["county", "region_code", "name", "subject_kind", "subject_id", "data"]
    return insert(Fact).from_select(names, rows).cte("facts")


# Gapless: the series' last number and the letters that take the new ones change in one transaction.
GIVE_NUMBERS = text(
    """
    with wanting as (
        select left(region_code, 9) as township, count(*) as n
        from loan_notice where county = :county and rung = 'written' and number is null group by 1
    ), series as (
        insert into letter_series (county, region_code, year, last)
        select :county, township, :year, n from wanting order by township
        on conflict (county, region_code, year)
        do update set last = letter_series.last + excluded.last, version = letter_series.version + 1, updated_at = now()
        returning region_code, last
    ), numbered as (
        select id, left(region_code, 9) as township,
               row_number() over (partition by left(region_code, 9) order by region_code, due_on, id) as place
        from loan_notice where county = :county and rung = 'written' and number is null
    )
    update loan_notice
    set number = (cast(:names as jsonb) ->> township) || '贷通〔' || :year || '〕' || (series.last - wanting.n + place) || '号'
    from numbered join wanting using (township) join series on series.region_code = township
    where loan_notice.county = :county and loan_notice.id = numbered.id
    """
)


def _number(session: Session, county: str, year: int) -> None:
    names = json.dumps(series_names(session, county), ensure_ascii=False)
    session.execute(GIVE_NUMBERS, {"county": county, "year": year, "names": names})


def series_names(session: Session, county: str) -> dict[str, str]:
    """What a township's letters are called after: 杨柏 for 杨柏镇; the whole name where two townships share the stem."""
    found = session.execute(
        select(Region.code, Region.short_name).where(
            Region.code >= county, Region.code < f"{county}:", func.length(Region.code) == 9
        )
    ).all()
    shared = Counter(stem(name) for _, name in found)
    return {code: stem(name) if shared[stem(name)] == 1 else name for code, name in found}


COUNT_ACTIVE_LOANS = text(
    """
    update household h set active_loan_count = x.n
    from (select g.id, count(l.id) as n
          from household g left join loan l
            on l.county = :county and l.household_id = g.id and l.state = 'active'
          where g.county = :county and (cast(:loans as uuid[]) is null or g.id in (
              select household_id from loan where county = :county and id = any(:loans)))
          group by g.id) x
    where h.county = :county and h.id = x.id and h.active_loan_count <> x.n
    """
)


def _count_active_loans(session: Session, county: str, loan_ids: Ids) -> None:
    session.execute(COUNT_ACTIVE_LOANS, {"county": county, "loans": None if loan_ids is None else list(loan_ids)})
