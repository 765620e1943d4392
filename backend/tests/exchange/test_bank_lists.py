"""What banks report besides loans: payments, each applied once and to the cent, and what they think of households."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from tests.exchange import make
from tests.exchange.test_plans_import import taken_back, workbook
from tests.plans.make import home
from yihu.loans.models import CreditRating, Loan, LoanRepayment


def loan(row, contract: str, balance: str) -> Loan:
    return Loan(
        county=row.county, region_code=row.region_code, household_id=row.id, bank_code="rcb", contract_no=contract,
        principal=Decimal(50000), balance=Decimal(balance), lent_on=date(2025, 1, 10), due_on=date(2027, 1, 10),
    )  # fmt: skip


def paid(**over) -> dict:
    return {
        "贷款银行": "通江农商银行", "借据号": "NS-1", "客户姓名": None, "还款日": "2026/11/02", "还款金额": "1万", "还款利息": 12.5,
        "剩余本金": None, "交易流水号": None,
    } | over  # fmt: skip


def refused(browser, made) -> list[list[str]]:
    return [[e["code"] for e in r["errors"]] for r in make.rows_of(browser, made["id"], "rejected")]


def test_payments_lower_a_loan_once_and_go_back(client, session, run_jobs, tmp_path):
    bank = client("yinhang")
    row, head = home(session)
    stranger, _ = home(session)
    loans = [loan(row, f"NS-{n}", balance) for n, balance in ((1, "50000.00"), (2, "20000.10"), (3, "30000"))]
    session.add_all([*loans, loan(stranger, "NS-4", "10000")])
    session.commit()

    def balances() -> list[tuple[str, str]]:
        session.expire_all()
        return [(str(one.balance), one.state) for one in loans]

    first = [
        paid(客户姓名=head.name, 剩余本金="40,000.00元"),
        paid(还款日="2026-11-20", 还款金额="0.01", 交易流水号="R-2"),
        paid(借据号="NS-2", 还款金额="20000.10"),
        # The bank's list of loans had taken off the first of these when it said 30,000, the second came after.
        paid(借据号="NS-3", 还款日="2026-10-01", 还款金额="2万", 剩余本金="30000"),
        paid(借据号="NS-3", 还款金额="5000", 剩余本金="25000"),
    ]
    bad = {
        "loan_not_found": paid(借据号="NS-9"),
        "borrower_disagrees": paid(借据号="NS-4", 客户姓名="王不识"),
        "in_the_future": paid(还款日="2027-01-01"),
        "before_lent": paid(还款日="2024-12-01"),
        "out_of_range": paid(还款金额="0"),
        "not_a_number": paid(还款金额="一万"),
        "repayment_not_told_apart": paid(),
        "repayment_twice_in_list": paid(还款日="2026-11-21", 交易流水号="R-2"),
        "over_balance": paid(借据号="NS-4", 还款金额="10000.01"),
        "earlier_refused": paid(借据号="NS-4", 还款日="2026-11-03", 还款金额="1"),
    }
    told = make.checked(bank, run_jobs, workbook(tmp_path, *first, *bad.values()), profile="repayments")
    assert refused(bank, told) == [[code] for code in bad]
    assert balances() == [("50000.00", "active"), ("20000.10", "active"), ("30000.00", "active")], (
        "nothing is written yet"
    )
    assert bank.post(f"/imports/{told['id']}:start", json={}).status_code == 202
    run_jobs()
    made = bank.get(f"/imports/{told['id']}").json()
    assert made["state"] == "succeeded_with_errors", made
    wanted = ("loans_repaid", "repayments_counted_before", "new", "rejected")
    assert [made["counts"][name] for name in wanted] == [3, 1, 5, len(bad)]
    assert balances() == [("39999.99", "active"), ("0.00", "settled"), ("25000.00", "active")]
    assert bank.get(f"/imports/{made['id']}/rejected.xlsx").status_code == 200

    again = make.imported(
        bank, run_jobs, workbook(tmp_path, *first, paid(借据号="NS-3", 还款日="2026-11-22", 还款金额="1000", 剩余本金="23000"), paid(还款日="2026-11-20", 还款金额="5", 交易流水号="R-2")),
        profile="repayments",
    )  # fmt: skip
    assert refused(bank, again) == [["balance_disagrees"], ["receipt_of_another"]]
    assert (again["counts"]["unchanged"], again["counts"]["new"]) == (5, 0)
    assert balances()[0] == ("39999.99", "active"), "a payment counts once"

    later = make.imported(bank, run_jobs, workbook(tmp_path, paid(还款日="2026-11-23")), profile="repayments")
    counts = taken_back(bank, run_jobs, made)
    assert (counts["loan_repayments_reversed"], counts["loan_repayments_kept"]) == (3, 2)
    assert balances() == [("29999.99", "active"), ("20000.10", "active"), ("30000.00", "active")], (
        "what was built on stays"
    )
    taken_back(bank, run_jobs, later)
    assert balances()[0] == ("39999.99", "active")
    rows = session.execute(select(LoanRepayment.amount, LoanRepayment.balance_after, LoanRepayment.counted)).all()
    assert {(str(a), str(b), c) for a, b, c in rows} == {("10000.00", "40000.00", True), ("0.01", "39999.99", True)}


def test_ratings_are_kept_by_day_corrected_and_taken_back(client, session, run_jobs, tmp_path):
    bank = client("yinhang")
    row, head = home(session)
    other, _ = home(session)
    session.commit()

    def line(**over) -> dict:
        return {
            "户号": row.household_no, "户主姓名": head.name, "贷款银行": "农商行", "评定日期": "2026-11-01", "信用评级": "优秀",
            "授信金额": "5万元", "授信到期日": "2028-11-01", "贷款意愿": "是",
        } | over  # fmt: skip

    bad = {
        "household_not_found": line(户号="5119299999"),
        "household_not_named": line(户号=None),
        "member_not_found": line(户主姓名="王不识"),
        "in_the_future": line(评定日期="2027-01-01"),
        "before_start": line(授信到期日="2026-10-01"),
        "missing": line(信用评级=None),
        "code_unknown": line(贷款银行="火星银行"),
        "rating_twice_in_list": line(),
    }
    sheet = workbook(
        tmp_path, line(), line(户号=other.household_no, 户主姓名=None, 授信金额="0", 贷款意愿="否"), *bad.values()
    )
    made = make.imported(bank, run_jobs, sheet, profile="credit_ratings")
    assert refused(bank, made) == [[code] for code in bad]
    assert [made["counts"][name] for name in ("new", "households_rated", "households_granted_credit")] == [2, 2, 1]
    second = make.imported(bank, run_jobs, workbook(tmp_path, line(授信金额="3万")), profile="credit_ratings")
    (changed,) = make.rows_of(bank, second["id"], "changed")
    assert [(c["title"], c["old"], c["new"]) for c in changed["changes"]] == [("授信额度", "50000.00", "30000.00")]

    def limits() -> list[str]:
        session.expire_all()
        return [
            str(limit)
            for limit in session.scalars(select(CreditRating.credit_limit).order_by(CreditRating.credit_limit))
        ]

    assert limits() == ["0.00", "30000.00"]
    taken_back(bank, run_jobs, second)
    assert limits() == ["0.00", "50000.00"]
    counts = taken_back(bank, run_jobs, made)
    assert (counts["credit_ratings_reversed"], counts["credit_ratings_kept"], limits()) == (1, 1, ["50000.00"])
