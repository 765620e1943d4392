from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, Text, bindparam, case, func, select, text
from sqlalchemy.orm import aliased

from yihu.accounts.access import Caller, within, within_binds
from yihu.files.queries import named
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.households.sections import section
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.loans.models import Loan, LoanNotice, LoanState, NoticeState, Rung
from yihu.policy.models import Code
from yihu.regions.models import Region

TODAY = bindparam("today", type_=Date)
"""The business date."""


def visible(user: Caller) -> Select[Loan]:
    return select(Loan).where(within(Loan, user))


def notice(user: Caller, notice_id: UUID) -> Select[LoanNotice]:
    return select(LoanNotice).where(within(LoanNotice, user), LoanNotice.id == notice_id)


def _names(row: Any) -> tuple[Any, ...]:
    """What names the loan behind a row: household, borrower, village, bank, contract, amounts."""
    borrower = select(Member.name).where(Member.county == COUNTY, Member.id == Loan.borrower_id).correlate(Loan)
    bank = select(Code.label).where(Code.list == "bank", Code.code == Loan.bank_code)
    return (
        *of_household(row, Household.household_no, Household.head_name),
        borrower.scalar_subquery().label("borrower_name"), village_name(row).label("region_name"), Loan.bank_code,
        bank.scalar_subquery().label("bank_name"), Loan.contract_no, as_text(Loan.principal).label("principal"),
        as_text(Loan.balance).label("balance"),
    )  # fmt: skip


def _state_of(rung: Rung) -> ColumnElement[Any]:
    n = LoanNotice
    now = select(n.state).where(n.county == COUNTY, n.loan_id == Loan.id, n.rung == rung, n.due_on == Loan.due_on)
    return now.correlate(Loan).scalar_subquery().label(f"{rung}_state")


OVERDUE = (Loan.state == LoanState.ACTIVE) & (Loan.due_on < TODAY)
LATE = (LoanNotice.state == NoticeState.OPEN) & (LoanNotice.deadline_on < TODAY)


def _matches(row: Any) -> ColumnElement[bool]:
    """Part of a name, initials, household number or contract number."""
    return matches(row) | (func.strpos(func.lower(Loan.contract_no), bindparam("q", type_=Text)) > 0)


LOANS = Listing(
    base=select(
        Loan.id, Loan.household_id, Loan.region_code, *_names(Loan), as_text(Loan.rate).label("rate"), Loan.lent_on,
        Loan.due_on, (Loan.due_on - TODAY).label("days_to_due"), Loan.purpose, Loan.state, _state_of(Rung.REMINDER),
        _state_of(Rung.WRITTEN), Loan.contact_name, Loan.contact_phone, Loan.version,
    ),
    area=within_binds(Loan),
    filters={
        "id": Loan.id == bindparam("id"),
        "state": any_of(Loan.state, "state"),
        "bank_code": any_of(Loan.bank_code, "bank_code"),
        "contract_no": any_of(Loan.contract_no, "contract_no"),
        "due_on_gte": Loan.due_on >= bindparam("due_on_gte", type_=Date),
        "due_on_lt": Loan.due_on < bindparam("due_on_lt", type_=Date),
        "overdue": bindparam("overdue") == OVERDUE,
        "q": _matches(Loan),
    },
    sorts={
        "due_on": (Loan.due_on, Loan.id),
        "region": (Loan.region_code, Loan.due_on, Loan.id),
        "balance": (Loan.balance, Loan.id),
        "lent_on": (Loan.lent_on, Loan.id),
    },
    default_sort="due_on",
)  # fmt: skip


def _last_open_rung() -> ColumnElement[bool]:
    """Open, and no later rung of the loan is open too."""
    n, later = LoanNotice, aliased(LoanNotice, name="later")
    place = [case({rung.value: i for i, rung in enumerate(Rung)}, value=row.rung) for row in (later, n)]
    above = select(later.id).where(
        later.county == COUNTY, later.loan_id == n.loan_id, later.state == NoticeState.OPEN, place[0] > place[1]
    )
    return (n.state == NoticeState.OPEN) & ~above.correlate(n).exists()


LAST_OPEN_RUNG = _last_open_rung()

NOTICES = Listing(
    base=select(
        LoanNotice.id, LoanNotice.rung, LoanNotice.number, LoanNotice.loan_id, LoanNotice.household_id,
        LoanNotice.region_code, *_names(LoanNotice), LoanNotice.due_on, (LoanNotice.due_on - TODAY).label("days_to_due"),
        LoanNotice.raised_on, LoanNotice.deadline_on, LoanNotice.state, LoanNotice.cancelled_why,
        LoanNotice.delivered_on, LoanNotice.outcome, LoanNotice.receiver_name, LoanNotice.receiver_relation,
        LoanNotice.note, LoanNotice.delivered_by_name, named(LoanNotice.attachment_ids).label("attachments"),
        LoanNotice.version,
    ).join(Loan, (Loan.county == COUNTY) & (Loan.id == LoanNotice.loan_id)),
    area=within_binds(LoanNotice),
    filters={
        "id": LoanNotice.id == bindparam("id"),
        "loan_id": LoanNotice.loan_id == bindparam("loan_id"),
        "rung": any_of(LoanNotice.rung, "rung"),
        "state": any_of(LoanNotice.state, "state"),
        "deadline_on_lt": LoanNotice.deadline_on < bindparam("deadline_on_lt", type_=Date),
        "last_open_rung": LAST_OPEN_RUNG,
        "overdue": bindparam("overdue") == LATE,
        "q": _matches(LoanNotice),
    },
    sorts={
        "deadline_on": (LoanNotice.deadline_on, LoanNotice.id),
        "due_on": (LoanNotice.due_on, LoanNotice.id),
        "region": (LoanNotice.region_code, LoanNotice.deadline_on, LoanNotice.id),
        "raised_on": (LoanNotice.raised_on, LoanNotice.id),
        "number": (func.coalesce(LoanNotice.number, ""), LoanNotice.id),
    },
    default_sort="deadline_on",
)  # fmt: skip


def by_village() -> Select[*tuple[Any, ...]]:
    """Notices and overdue loans counted by village. Binds: county, lo, hi, today."""
    n, village_of_notice = LoanNotice, func.left(LoanNotice.region_code, 12)

    def count(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
        return func.count().filter(condition).label(name)

    is_open = n.state == NoticeState.OPEN
    notices = (
        select(
            village_of_notice.label("code"), count(is_open, "open"), count(LATE, "late"),
            count(n.state == NoticeState.DELIVERED, "delivered"),
            *(count(is_open & (n.rung == rung), f"{rung}_open") for rung in Rung),
        )
        .where(within_binds(n))
        .group_by(village_of_notice)
        .subquery("notices")
    )  # fmt: skip
    village_of_loan = func.left(Loan.region_code, 12)
    overdue = (
        select(village_of_loan.label("code"), func.count().label("loans"), func.sum(Loan.balance).label("balance"))
        .where(within_binds(Loan), OVERDUE)
        .group_by(village_of_loan)
        .subquery("overdue")
    )
    code = func.coalesce(notices.c.code, overdue.c.code)
    names = ("open", "late", "delivered", "reminder_open", "written_open", "overdue_open")
    return (
        select(
            code.label("region_code"), Region.short_name.label("region_name"),
            *(func.coalesce(notices.c[name], 0).label(name) for name in names),
            func.coalesce(overdue.c.loans, 0).label("overdue_loans"),
            as_text(func.coalesce(overdue.c.balance, text("0.00"))).label("overdue_balance"),
        )
        .select_from(notices.join(overdue, overdue.c.code == notices.c.code, full=True))
        .outerjoin(Region, Region.code == code)
        .order_by(code)
    )  # fmt: skip


@section("loans")
def household_loans(h: Any) -> Select[*tuple[Any, ...]]:
    """Loans on the household's page: active ones first, the nearest due date on top."""
    columns = (
        Loan.id, Loan.bank_code, Loan.contract_no, as_text(Loan.principal).label("principal"),
        as_text(Loan.balance).label("balance"), Loan.lent_on, Loan.due_on, Loan.state,
    )  # fmt: skip
    first = case((Loan.state == LoanState.ACTIVE, 0), else_=1)
    return select(*columns).where(Loan.county == COUNTY, Loan.household_id == h.id).order_by(first, Loan.due_on)
