import pytest
from sqlalchemy import select

from tests.households.make import household, id_number
from tests.loans.make import loan
from tests.make import OTHER_TOWNSHIP, OTHER_VILLAGE, VILLAGE
from yihu.households.models import Member
from yihu.kernel.audit import AuditEntry
from yihu.kernel.crypto import blind_index
from yihu.kernel.facts import Fact
from yihu.loans.models import Loan, LoanNotice

FORM = {
    "household_no": "5119210001", "principal": "50000.00", "balance": "50000.00", "rate": "3.65", "lent_on": "2023-12-20",
    "due_on": "2026-12-20", "purpose": "生猪养殖", "contact_name": "信贷员", "contact_phone": "0827-7654321",
}  # fmt: skip


def put(browser, contract="通农信2023-0001", bank="rcb", **over):
    return browser.put(f"/loans/{bank}/{contract}", json=FORM | over)


@pytest.fixture
def home(session):
    return household(session, "5119210001", VILLAGE, "单小红")


def test_a_bank_records_a_loan_and_its_notice_is_there_at_once(client, session, home):
    bank = client("yinhang")
    made = put(bank)
    assert made.status_code == 201, made.text
    assert (made.json()["head_name"], made.json()["days_to_due"], made.json()["written_state"]) == (
        "单小红",
        27,
        "open",
    )
    assert made.headers["etag"] == '"1"'
    again = put(bank)
    assert (again.status_code, again.json()) == (200, made.json())
    assert session.scalars(select(Fact.name).order_by(Fact.seq)).all() == ["LoanNoticeRaised", "LoanChanged"]
    assert bank.get(f"/loans/{made.json()['id']}").json() == made.json()
    session.refresh(home)
    assert home.active_loan_count == 1


def test_a_repaid_loan_is_settled_and_its_notice_cancelled(client, session, home):
    bank = client("yinhang")
    put(bank)
    settled = put(bank, balance="0").json()
    assert (settled["state"], settled["written_state"], settled["version"]) == ("settled", "cancelled", 2)
    told = session.scalars(select(AuditEntry.details["changes"]).where(AuditEntry.action == "loan.recorded")).all()
    assert told[-1]["balance"] == ["50000.00", "0.00"]


def test_the_borrower_may_be_named_by_his_id_number(client, session, home):
    number = id_number("1975-03-08", "2")
    session.execute(Member.__table__.update().where(Member.household_id == home.id).values(id_hash=blind_index(number)))
    made = put(client("yinhang"), household_no=None, borrower_id_number=number)
    assert made.status_code == 201, made.text
    assert made.json()["borrower_name"] == "单小红"
    assert number not in made.text


@pytest.mark.parametrize(
    ("over", "status", "code"),
    [
        ({"balance": "50000.01"}, 422, "validation_failed"),
        ({"due_on": "2023-12-20"}, 422, "validation_failed"),
        ({"state": "settled"}, 422, "validation_failed"),
        ({"principal": 50000.5}, 422, "validation_failed"),
        ({"household_no": None}, 422, "validation_failed"),
        ({"household_no": "5119219999"}, 404, "borrower_not_found"),
        ({"bank": "nobank"}, 422, "validation_failed"),
    ],
)
def test_a_loan_that_cannot_be_is_refused(client, home, over, status, code):
    answer = put(client("yinhang"), **over)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_a_contract_belongs_to_one_household(client, session, home):
    household(session, "5119210002", VILLAGE, "李四")
    bank = client("yinhang")
    put(bank)
    assert put(bank, household_no="5119210002").json()["code"] == "contract_taken"


def test_a_contract_of_another_township_is_neither_seen_nor_taken(client, session, home):
    loan(session, household(session, "5119210003", f"{OTHER_TOWNSHIP}001", "王五"), contract_no="通农信2023-0001")
    answer = put(client("xiangzhen"))
    assert (answer.status_code, answer.json()["code"]) == (409, "contract_taken")
    assert put(client("linzhen"), contract="别的合同").status_code == 404


def test_a_village_records_no_loans(client, home):
    assert put(client("cunganbu")).status_code == 403


def test_the_household_page_shows_its_loans(client, session, home):
    put(client("yinhang"))
    shown = client("cunganbu").get(f"/households/{home.id}").json()["loans"]
    assert [(row["bank_code"], row["balance"], row["state"]) for row in shown] == [("rcb", "50000.00", "active")]


def test_loans_and_notices_move_with_their_household(client, session, home):
    put(client("yinhang"))
    moved = client("xiangzhen").patch(
        f"/households/{home.id}", json={"region_code": OTHER_VILLAGE}, headers={"If-Match": f'"{home.version}"'}
    )
    assert moved.status_code == 200, moved.text
    places = [session.scalar(select(table.region_code)) for table in (Loan, LoanNotice)]
    assert places == [OTHER_VILLAGE, OTHER_VILLAGE]


def test_a_contract_number_may_hold_a_slash(client, home):
    assert put(client("yinhang"), contract="通农信/2023/1").json()["contract_no"] == "通农信/2023/1"
