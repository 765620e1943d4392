"""Recording loans and the delivery of their notices."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.files import service as files
from yihu.households.identity import parse
from yihu.households.models import Household, Member
from yihu.households.service import FOLLOWERS
from yihu.kernel import audit, clock
from yihu.kernel.crypto import blind_index
from yihu.kernel.facts import publish
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.loans import queries, rounds, undoing
from yihu.loans.events import (
    LoanChanged,
    LoanNoticeCancelled,
    LoanNoticeDelivered,
)
from yihu.loans.models import CreditRating, Loan, LoanNotice, LoanRepayment, NoticeState, Rung
from yihu.loans.problems import (
    BorrowerNotFound,
    ContractTaken,
    LoanNotFound,
    NoticeNotFound,
    NoticeNotOpen,
)
from yihu.loans.schemas import DeliverForm, LoanNoticeRead, LoanPut, LoanRead, Outcome, UndoDelivery
from yihu.policy import service as policy


def read_loan(session: Session, user: Caller, loan_id: UUID) -> LoanRead:
    return queries.LOANS.one(
        session, LoanRead, {**user.binds(), "today": clock.business_date(), "id": loan_id}, LoanNotFound
    )


def read_notice(session: Session, user: Caller, notice_id: UUID) -> LoanNoticeRead:
    return queries.NOTICES.one(
        session, LoanNoticeRead, {**user.binds(), "today": clock.business_date(), "id": notice_id}, NoticeNotFound
    )


def put_loan(session: Session, user: Caller, bank_code: str, contract_no: str, form: LoanPut) -> tuple[LoanRead, bool]:
    """Record the loan of this bank and contract number, or what changed in it; its notices follow at once.

    Returns the loan and whether it is new.
    """
    policy.check_codes(session, {"bank_code": "bank"}, {"bank_code": bank_code})
    household, borrower_id = _borrower(session, user, form)
    key = (Loan.bank_code == bank_code, Loan.contract_no == contract_no)
    row = session.scalar(queries.visible(user).where(*key).with_for_update())
    made = row is None
    if row is None:
        row = Loan(county=user.county, household_id=household.id, bank_code=bank_code, contract_no=contract_no)
        session.add(row)
    elif row.household_id != household.id:
        raise ContractTaken
    row.region_code = household.region_code
    row.borrower_id = borrower_id or row.borrower_id
    values = form.model_dump(exclude={"household_no", "borrower_id_number", "rate"})
    for name, value in values.items():
        setattr(row, name, value)
    row.rate = Decimal(form.rate) if form.rate else None
    told = audit.changes(row)
    if told:
        try:
            session.flush()
        except IntegrityError as error:  # the contract is in another area, or its twin came first
            raise ContractTaken from error
        rounds.after_change(session, row.county, [row.id])
        audit.record(
            session, "loan.recorded", county=row.county, region_code=row.region_code, subject=("loan", row.id), changes=told
        )  # fmt: skip
        publish(session, LoanChanged(row.county, row.region_code, str(row.id), sorted(told)))
    return read_loan(session, user, row.id), made


def _borrower(session: Session, user: Caller, form: LoanPut) -> tuple[Household, UUID | None]:
    """The household, and the member who borrowed when an ID number names him."""
    if form.household_no is not None:
        household = session.scalar(
            select(Household).where(within(Household, user), Household.household_no == form.household_no)
        )
        if household is None:
            raise BorrowerNotFound
        return household, None
    person = blind_index(parse(form.borrower_id_number or "").number)
    found = session.execute(
        select(Household, Member.id)
        .join(Member, (Member.county == user.county) & (Member.household_id == Household.id))
        .where(within(Household, user), Member.id_hash == person, Member.left_on.is_(None))
    ).one_or_none()
    if found is None:
        raise BorrowerNotFound
    household, member_id = found
    return household, member_id


def deliver(
    session: Session, user: Caller, notice_id: UUID, form: DeliverForm, version: int, by: Caller | None = None
) -> LoanNoticeRead:
    """Record that a notice reached the household; earlier rungs still open are superseded by it.

    `by` delivered it when that was not the caller. Its photos may still be on their way.
    """
    row = _locked(session, user, notice_id)
    check_version(row, version)
    if row.state is not NoticeState.OPEN:
        raise NoticeNotOpen
    _check_delivery(session, row, form)
    for name, value in form.model_dump().items():
        setattr(row, name, value)
    row.state = NoticeState.DELIVERED
    deliverer = by or user
    row.delivered_by, row.delivered_by_name = deliverer.id, deliverer.name
    session.flush()
    files.expect(session, user, deliverer.id, row.region_code, form.attachment_ids)
    _supersede_earlier(session, row)
    _audit(session, row, "loan_notice.delivered", delivered_on=str(form.delivered_on), outcome=form.outcome)
    publish(
        session,
        LoanNoticeDelivered(
            row.county, row.region_code, str(row.id), str(row.loan_id), row.rung, str(row.due_on),
            str(form.delivered_on), form.outcome,
        ),
    )  # fmt: skip
    return read_notice(session, user, row.id)


def _check_delivery(session: Session, row: LoanNotice, form: DeliverForm) -> None:
    """A late record of an earlier delivery is welcome; one of tomorrow, or from before the notice existed, is not."""
    if form.delivered_on > clock.business_date():
        raise ValidationFailed.at("/delivered_on", "in_the_future", "送达日期不能晚于今天")
    if form.delivered_on < row.raised_on:
        raise ValidationFailed.at("/delivered_on", "before_raised", f"送达日期不能早于通知产生的日期 {row.raised_on}")
    if row.rung is Rung.WRITTEN and form.outcome is Outcome.BY_PHONE:
        raise ValidationFailed.at("/outcome", "not_in_writing", "电话告知不能代替书面送达")
    if form.outcome is Outcome.REFUSED:
        if not form.note:
            raise ValidationFailed.at("/note", "missing", "请写明拒签原因和在场见证人")
    elif not form.receiver_name:
        raise ValidationFailed.at("/receiver_name", "missing", "请填写接收人")
    policy.check_codes(session, {"receiver_relation": "receiver_relation"}, form.model_dump())


def _supersede_earlier(session: Session, row: LoanNotice) -> None:
    rounds.change_notices(
        session,
        LoanNoticeCancelled,
        update(LoanNotice)
        .where(LoanNotice.county == row.county, LoanNotice.loan_id == row.loan_id, LoanNotice.due_on == row.due_on)
        .where(LoanNotice.state == NoticeState.OPEN, LoanNotice.rung.in_(row.rung.earlier))
        .values(state=NoticeState.CANCELLED, cancelled_why=rounds.SUPERSEDED, version=LoanNotice.version + 1),
    )


def undo_delivery(session: Session, user: Caller, notice_id: UUID, form: UndoDelivery, version: int) -> LoanNoticeRead:
    """Take back a delivery recorded by mistake; what it had superseded is open again."""
    row = _locked(session, user, notice_id)
    check_version(row, version)
    for problem in undoing.undo(session, user, [notice_id], form.reason).values():
        raise problem
    session.refresh(row)  # struck out in a set, which this session does not see by itself
    return read_notice(session, user, notice_id)


def _locked(session: Session, user: Caller, notice_id: UUID) -> LoanNotice:
    row = session.scalar(queries.notice(user, notice_id).with_for_update())
    if row is None:
        raise NoticeNotFound
    return row


def _audit(session: Session, row: LoanNotice, action: str, **details: object) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("loan_notice", row.id),
        rung=row.rung, number=row.number, **details,
    )  # fmt: skip


def follow_household(session: Session, county: str, household_id: UUID, region_code: str) -> None:
    """Loans, what came back on them, ratings, notices and their photos move with their household."""
    for table in (Loan, LoanRepayment, CreditRating, LoanNotice):
        mine = update(table).where(table.county == county, table.household_id == household_id)
        session.execute(mine.values(region_code=region_code))
    n = LoanNotice
    photos = select(func.unnest(n.attachment_ids)).where(n.county == county, n.household_id == household_id)
    files.move(session, county, photos, region_code)


FOLLOWERS.append(follow_household)
