"""A bank's payments and ratings row by row: by the rules of its lists, once, all or none, and back again."""

from sqlalchemy import func, select

from tests.exchange.test_bank_lists import loan
from tests.exchange.test_plans_import import taken_back
from tests.plans.make import home
from yihu.exchange.models import ImportBatch
from yihu.exchange.schemas import ImportRead
from yihu.loans.models import CreditRating, LoanRepayment

PAY, RATE = "/loan-repayments:batch-upsert", "/credit-ratings:batch-upsert"


def paid(**over) -> dict:
    return {"bank": "rcb", "contract_no": "NS-1", "paid_on": "2026-11-02", "amount": "10000.00"} | over


def test_payments_row_by_row_count_once_and_go_back(client, session, run_jobs):
    bank = client("yinhang")
    row, head = home(session)
    lent = loan(row, "NS-1", "50000.00")
    session.add(lent)
    session.commit()

    def balance() -> str:
        session.expire_all()
        return str(lent.balance)

    key = {"Idempotency-Key": "repayment-2026-11-02-0001"}
    first = {"rows": [paid(person=head.name, balance_after="40000.00", interest="12.50", receipt_no="R-1")]}
    made = bank.post(PAY, json=first, headers=key)
    assert made.status_code == 200, made.text
    assert [one["action"] for one in made.json()["items"]] == ["new"]
    assert balance() == "40000.00"
    again = bank.post(PAY, json=first, headers=key)
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (made.json(), "true")
    twice = bank.post(PAY, json={"rows": [*first["rows"], paid(paid_on="2026-11-03", amount="0.01")]}).json()
    assert [one["action"] for one in twice["items"]] == ["unchanged", "new"]
    assert balance() == "39999.99", "a payment counts once"

    bad = [paid(paid_on="2026-11-04", amount="5"), paid(contract_no="NS-9"), paid(paid_on="2026-11-05", amount="99999")]
    refused = bank.post(PAY, json={"rows": bad})
    assert refused.status_code == 422
    told = [(one["pointer"], one["code"]) for one in refused.json()["errors"]]
    assert told == [("/rows/1/contract_no", "loan_not_found"), ("/rows/2/amount", "over_balance")]
    assert balance() == "39999.99", "all or none"
    assert bank.post(PAY, json={"rows": [paid(amount="0")]}).json()["errors"][0]["pointer"] == "/rows/0/amount"
    assert session.scalar(select(func.count()).select_from(ImportBatch)) == 2, "what is refused leaves no list"
    assert bank.get(f"/imports/{twice['import_id']}").json()["state"] == "succeeded"

    uploaded = bank.post("/imports", json={"profile": "loans", "file_name": "十一月清单.xlsx", "size": 9}).json()["id"]

    def found(**asked) -> list[str]:
        answer = bank.get("/imports", params={"include_total": True, **asked})
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert told["total"] == len(told["items"])
        for one in told["items"]:
            ImportRead.model_validate(one)
        return [one["id"] for one in told["items"]]

    rows = [twice["import_id"], made.json()["import_id"]]
    assert found() == [uploaded, *rows]
    assert (found(direct=False), found(direct=True)) == ([uploaded], rows)
    assert found(profile="loans") == found(state="open") == found(q="十一月") == [uploaded]
    first_page = bank.get("/imports", params={"page_size": 2}).json()
    rest = bank.get("/imports", params={"page_size": 2, "cursor": first_page["next_cursor"]}).json()
    assert [one["id"] for one in rest["items"]] == rows[1:]

    taken_back(bank, run_jobs, {"id": twice["import_id"]})
    assert balance() == "40000.00"
    assert session.scalars(select(LoanRepayment.receipt_no)).all() == ["R-1"]


def test_ratings_row_by_row_correct_the_day(client, session):
    bank = client("yinhang")
    row, head = home(session)
    session.commit()
    rated = {
        "household_no": row.household_no,
        "person": head.name,
        "bank": "rcb",
        "rated_on": "2026-11-01",
        "grade": "良好",
    }
    line = rated | {"credit_limit": "30000.00", "wants_loan": False, "score": "88.5"}
    answers = [bank.post(RATE, json={"rows": [one]}).json() for one in (line, line, line | {"grade": "优秀"})]
    assert [one["items"][0]["action"] for one in answers] == ["new", "unchanged", "changed"]
    assert answers[2]["items"][0]["changes"] == [{"field": "grade", "title": "信用等级", "old": "良好", "new": "优秀"}]
    (kept,) = session.scalars(select(CreditRating)).all()
    assert (str(kept.score), str(kept.credit_limit), kept.wants_loan) == ("88.50", "30000.00", False)
    stranger = bank.post(RATE, json={"rows": [line | {"household_no": "5119299999"}]}).json()
    assert [(one["pointer"], one["code"]) for one in stranger["errors"]] == [
        ("/rows/0/household_no", "household_not_found")
    ]
    nobody = {name: value for name, value in line.items() if name != "household_no"}
    assert bank.post(RATE, json={"rows": [nobody]}).status_code == 422
    assert client("cunganbu").post(RATE, json={"rows": [line]}).status_code == 403
