from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import COUNTY, VILLAGE
from yihu.loans import rounds
from yihu.loans.models import Loan, LoanNotice

_serial = count(1)


def loan(session, home=None, due_in: int = 40, on: date = TODAY, **over) -> Loan:
    """A stored loan due so many days after `on`, of a household of its own unless one is given."""
    number = next(_serial)
    home = home or household(session, f"51192199{number:05}", VILLAGE, "张三")
    due_on = over.pop("due_on", on + timedelta(days=due_in))
    values = {
        "bank_code": "rcb", "contract_no": f"通农信{number:05}", "principal": Decimal(50000), "balance": Decimal(50000),
        "lent_on": due_on - timedelta(days=1095), "due_on": due_on,
    }  # fmt: skip
    row = Loan(county=home.county, region_code=home.region_code, household_id=home.id, **values | over)
    session.add(row)
    session.flush()
    return row


def notices(session, on: date = TODAY, county: str = COUNTY) -> list[LoanNotice]:
    """Make the round of a day and return all notices there are."""
    rounds.raise_notices(session, county, on)
    return (
        session.query(LoanNotice)
        .order_by(LoanNotice.due_on, LoanNotice.rung)
        .execution_options(populate_existing=True)
        .all()
    )
