"""Which letters to print, and what they say: one statement for a letter or for a whole village."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Date, Select, Text, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import Caller, within_binds
from yihu.accounts.models import ResponsibilityAssignment
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY
from yihu.kernel import clock
from yihu.kernel.documents import Paper
from yihu.kernel.models import valid_on
from yihu.loans.letter import Letter, render_docx, render_pdf
from yihu.loans.models import Loan, LoanNotice, NoticeState, Rung
from yihu.loans.problems import NothingToPrint, NoticeNotFound, TooManyLetters
from yihu.policy.models import Code
from yihu.regions.models import Region

MOST = 500
"""Letters of one print run: more than any village has, and a few seconds' work."""


def one(session: Session, user: Caller, notice_id: UUID, paper: Paper) -> bytes:
    letters = _letters(session, _rows().where(LoanNotice.id == notice_id), user.binds())
    if not letters:
        raise NoticeNotFound
    return _print(letters, paper)


def many(
    session: Session, user: Caller, region_code: str | None, rungs: Sequence[Rung], state: NoticeState, paper: Paper
) -> bytes:
    """All letters of a place in one file, by village and group, then by due date."""
    n = LoanNotice
    chosen = _rows().where(n.rung == func.any(bindparam("rungs", type_=ARRAY(Text))), n.state == bindparam("state"))
    binds = {**user.binds(region_code), "rungs": [rung.value for rung in rungs], "state": state}
    letters = _letters(session, chosen.order_by(n.region_code, n.due_on, n.id).limit(MOST + 1), binds)
    if not letters:
        raise NothingToPrint
    if len(letters) > MOST:
        raise TooManyLetters(f"最多一次打印 {MOST} 份")
    return _print(letters, paper)


def _print(letters: list[Letter], paper: Paper) -> bytes:
    return render_pdf(letters) if paper is Paper.PDF else render_docx(letters)


def _letters(session: Session, query: Select[*tuple[Any, ...]], binds: dict[str, Any]) -> list[Letter]:
    rows = session.execute(query, {**binds, "today": clock.business_date()}).mappings()
    return [_letter(dict(row)) for row in rows]


def _letter(row: dict[str, Any]) -> Letter:
    """Dated and counted from the day the notice was raised, so that a second print says the same as the first."""
    issued_on = row.pop("issued_on")
    days_left = (row["due_on"] - issued_on).days
    return Letter(**row, issued_on=issued_on, days_left=days_left, issuing_unit=government(row["township_name"]))


def government(township: str) -> str:
    """The unit that signs: 杨柏镇人民政府, 诺江街道办事处."""
    if township.endswith("办事处"):
        return township
    return f"{township}办事处" if township.endswith("街道") else f"{township}人民政府"


def _rows() -> Select[*tuple[Any, ...]]:
    """Binds: county, lo, hi, today."""
    n, group, contact = LoanNotice, aliased(Region, name="villager_group"), _contact().lateral("contact")
    bank = select(Code.label).where(Code.list == "bank", Code.code == Loan.bank_code).scalar_subquery()
    return (
        select(
            n.rung,
            n.number,
            n.raised_on.label("issued_on"),
            n.due_on,
            _named(n.region_code, 6).label("county_name"),
            _named(n.region_code, 9).label("township_name"),
            _named(n.region_code, 12).label("village_name"),
            func.coalesce(group.short_name, Household.natural_village).label("group_name"),
            Household.head_name,
            func.coalesce(Member.name, Household.head_name).label("borrower_name"),
            func.coalesce(bank, Loan.bank_code).label("bank_name"),
            Loan.contract_no,
            Loan.principal,
            Loan.balance,
            Loan.lent_on,
            func.coalesce(contact.c.person_name, Loan.contact_name).label("contact_name"),
            func.coalesce(contact.c.phone, Loan.contact_phone).label("contact_phone"),
        )
        .join(Loan, and_(Loan.county == COUNTY, Loan.id == n.loan_id))
        .join(Household, and_(Household.county == COUNTY, Household.id == n.household_id))
        .outerjoin(Member, and_(Member.county == COUNTY, Member.id == Loan.borrower_id))
        .outerjoin(group, and_(group.code == n.region_code, group.level == "group"))
        .outerjoin(contact, contact.c.person_name.is_not(None))
        .where(within_binds(n))
    )


def _named(code: Any, digits: int) -> ColumnElement[str]:
    return select(Region.short_name).where(Region.code == func.left(code, digits)).scalar_subquery()


def _contact() -> Select[*tuple[Any, ...]]:
    """Who answers for loans in the township, else its first responsible person."""
    r, today = ResponsibilityAssignment, bindparam("today", type_=Date)
    for_loans = and_(r.kind == "domain_responsible", r.domain == "loan")
    return (
        select(r.person_name, r.phone)
        .where(r.county == COUNTY, r.region_code == func.left(LoanNotice.region_code, 9), valid_on(r, today))
        .where(or_(for_loans, r.kind == "first_responsible"))
        .order_by(for_loans.desc())
        .limit(1)
    )
