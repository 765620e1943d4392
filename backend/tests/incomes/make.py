from datetime import date

from tests.make import COUNTY
from tests.plans.make import home
from yihu.households import derive
from yihu.households.models import IncomeRecord
from yihu.policy.models import PolicyParameter


def earns(session, row=None, **years: dict):
    """A household with lines of years (`y2025={"wage": 9000}`) or months (`m2026_03=...`); everyone of it is one head."""
    row = row or home(session, net_income_per_capita=None, income_year=None)[0]
    for name, lines in years.items():
        year, _, month = name[1:].partition("_")
        for item, amount in lines.items():
            session.add(
                IncomeRecord(
                    county=row.county, region_code=row.region_code, household_id=row.id, year=int(year),
                    month=int(month) if month else None, item=item, amount=amount,
                )
            )  # fmt: skip
    derive.refresh(session, row.county, [row.id])
    session.refresh(row)
    return row


def value(session, key: str, what, since: date = date(2020, 1, 1), until: date | None = None, place: str = COUNTY):
    """The county sets a parameter."""
    session.add(
        PolicyParameter(key=key, value=what, valid_from=since, valid_to=until, source="县文件", region_code=place)
    )
    session.flush()
