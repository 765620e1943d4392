from decimal import Decimal

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.exchange import make
from tests.households.make import household, id_number
from tests.make import OTHER_TOWNSHIP
from yihu.households.models import Household, Member
from yihu.kernel.crypto import blind_index
from yihu.loans.models import Loan, LoanNotice, NoticeState


@pytest.fixture
def bank(client):
    return client("yinhang")


@pytest.fixture
def home(session):
    row = household(session, "5119210001")
    person = session.scalars(select(Member).where(Member.household_id == row.id)).one()
    number = id_number("1970-01-01", "1")
    person.id_number, person.id_hash, person.id_masked = number, blind_index(number), "5119**********"
    session.commit()
    return row


def line(**over) -> dict:
    return {
        "户编号": "5119210001", "借款人证件号码": None, "借款人姓名": "张三", "承贷银行": "通江农商银行", "合同编号": "NS-1",
        "贷款金额": "5万元", "贷款余额": "50,000.00", "年利率": 3.65, "放款日": "2023/12/15", "到期日": "20261215",
        "贷款用途": "养牛", "客户经理": "李经理", "联系电话": "0827-1234567",
    } | over  # fmt: skip


def workbook(folder, *lines: dict) -> bytes:
    book = Workbook()
    book.active.append(list(lines[0]))
    for each in lines:
        book.active.append(list(each.values()))
    book.save(folder / "loans.xlsx")
    return (folder / "loans.xlsx").read_bytes()


def test_a_bank_list_makes_loans_and_their_notices(bank, home, session, run_jobs, tmp_path):
    by_person = line(户编号=None, 借款人证件号码=id_number("1970-01-01", "1"), 合同编号="NS-2", 到期日="2029-12-15")
    report = make.imported(bank, run_jobs, workbook(tmp_path, line(), by_person), profile="loans")
    assert report["state"] == "succeeded", make.rows_of(bank, report["id"], "rejected")
    first, second = session.scalars(select(Loan).order_by(Loan.contract_no))
    assert (first.principal, first.bank_code, str(first.due_on)) == (Decimal(50000), "rcb", "2026-12-15")
    assert first.borrower_id == second.borrower_id is not None
    assert (first.contact_name, first.state) == ("李经理", "active")
    notices = session.scalars(select(LoanNotice)).all()
    assert {(n.loan_id, n.rung) for n in notices} == {(first.id, "written")}
    session.expire_all()
    assert session.scalar(select(Household.active_loan_count)) == 2
    again = make.imported(bank, run_jobs, workbook(tmp_path, line(), by_person), profile="loans")
    assert again["counts"]["unchanged"] == 2


def test_a_corrected_due_date_cancels_the_notice_and_reversing_brings_it_back(bank, home, session, run_jobs, tmp_path):
    made = make.imported(bank, run_jobs, workbook(tmp_path, line()), profile="loans")
    report = make.imported(
        bank, run_jobs, workbook(tmp_path, line(到期日="2028-12-15", 贷款余额="4万")), profile="loans"
    )
    (row,) = make.rows_of(bank, report["id"], "changed")
    told = {(c["title"], c["old"], c["new"]) for c in row["changes"]}
    assert told == {("到期日期", "2026-12-15", "2028-12-15"), ("贷款余额", "50000.00", "40000.00")}
    session.expire_all()
    assert session.scalars(select(LoanNotice.state)).all() == [NoticeState.CANCELLED]
    for each in (report, made):
        assert bank.post(f"/imports/{each['id']}:reverse").status_code == 202
        run_jobs()
        session.expire_all()
        if each is report:
            assert session.scalars(select(LoanNotice.state)).all() == [NoticeState.OPEN]
            assert str(session.scalar(select(Loan.due_on))) == "2026-12-15"
    # The first list was followed by a second: its loan has another version, so it stays.
    assert bank.get(f"/imports/{made['id']}").json()["counts"]["loans_kept"] == 1


def test_reversing_takes_new_loans_away_with_their_open_notices(bank, home, session, run_jobs, tmp_path):
    made = make.imported(bank, run_jobs, workbook(tmp_path, line()), profile="loans")
    bank.post(f"/imports/{made['id']}:reverse")
    run_jobs()
    assert bank.get(f"/imports/{made['id']}").json()["state"] == "reversed"
    for table in (Loan, LoanNotice):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    session.expire_all()
    assert session.scalar(select(Household.active_loan_count)) == 0


FAULTS = {
    "balance_over_principal": {"贷款余额": 60000},
    "due_before_lent": {"到期日": "2020-01-01"},
    "not_a_date": {"到期日": "2026-13-40"},
    "code_unknown": {"承贷银行": "信用卡中心"},
    "borrower_not_found": {"户编号": "5119219999"},
    "borrower_not_named": {"户编号": None},
    "missing": {"合同编号": None},
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_of_a_loan_is_told(code, bank, home, run_jobs, tmp_path):
    report = make.checked(bank, run_jobs, workbook(tmp_path, line(**FAULTS[code])), profile="loans")
    (row,) = make.rows_of(bank, report["id"], "rejected")
    assert code in {error["code"] for error in row["errors"]}


def test_a_refused_cell_is_quoted_as_it_was_typed(bank, home, run_jobs, tmp_path):
    typed = {"贷款金额": "六万元", "贷款余额": "1,2万", "年利率": "三％", "到期日": "２０２６年底"}
    report = make.checked(bank, run_jobs, workbook(tmp_path, line(**typed)), profile="loans")
    (row,) = make.rows_of(bank, report["id"], "rejected")
    told = [error["message"] for error in row["errors"]]
    assert [cell for cell in typed.values() if not any(f"“{cell}”" in each for each in told)] == [], told


def test_a_contract_belongs_to_one_household_and_one_line(bank, client, home, session, run_jobs, tmp_path):
    make.imported(bank, run_jobs, workbook(tmp_path, line()), profile="loans")
    household(session, "5119210002", head="李四")
    household(session, "5119210003", f"{OTHER_TOWNSHIP}001", head="王五")
    session.commit()
    lines = [line(户编号="5119210002"), line(户编号="5119210002", 合同编号="NS-9"), line(合同编号="NS-9"),
             line(户编号="5119210003", 合同编号="NS-8")]  # fmt: skip
    officer = client("xiangzhen")
    report = make.checked(officer, run_jobs, workbook(tmp_path, *lines), profile="loans")
    refused = {r["row_no"]: r["errors"][0]["code"] for r in make.rows_of(officer, report["id"], "rejected")}
    assert refused == {2: "contract_of_another_household", 4: "contract_twice_in_list", 5: "borrower_not_found"}
    assert client("shenji").get(f"/imports/{report['id']}").status_code == 403
