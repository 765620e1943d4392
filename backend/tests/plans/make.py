from decimal import Decimal
from itertools import count

from sqlalchemy import select

from tests.households.make import household
from yihu.households.models import Member

_serial = count(1)


def home(session, **over):
    """A household with causes, an income and a head able to work."""
    number = next(_serial)
    values = {
        "household_class": "unstable_exited", "status": "exited", "main_cause": "illness", "other_causes": ["no_skill"],
        "unsafe_housing": True, "net_income_per_capita": Decimal("6200.00"), "income_year": 2025,
    } | over  # fmt: skip
    row = household(session, f"51192177{number:05}", **values)
    head = session.scalars(select(Member).where(Member.county == row.county, Member.household_id == row.id)).one()
    head.labour, head.schooling = "ordinary", "not_student"
    session.flush()
    return row, head


def measure(text="养殖肉牛3头，合作社保底回收", **over):
    return {
        "category": "industry", "text": text, "cause": "no_skill", "quantity": "3", "unit": "头",
        "starts_on": "2026-01-05", "due_on": "2026-11-30", "owner_name": "何春林", "fund_source": "none",
    } | over  # fmt: skip


CONSENT = {
    "consent_on": "2026-11-20", "consent_kind": "witness", "consent_name": "张三", "consent_witness": "村民李四",
}  # fmt: skip


class Author:
    """A signed-in person who works on plans; remembers the version he last saw."""

    def __init__(self, browser):
        self.browser = browser
        self.plan = None

    def post(self, path, form=None, version=None):
        seen = version if version is not None else self.plan["version"]
        answer = self.browser.post(path, json=form or {}, headers={"If-Match": f'"{seen}"'})
        if answer.is_success:
            self.plan = answer.json()
        return answer

    def start(self, household_id, **over):
        answer = self.browser.post("/plans", json={"household_id": str(household_id), "year": 2026, **over})
        assert answer.status_code == 201, answer.text
        self.plan = answer.json()
        return self.plan

    def add(self, **over):
        answer = self.browser.post(f"/plans/{self.plan['id']}/measures", json=measure(**over))
        assert answer.status_code == 201, answer.text
        self.plan = answer.json()
        return self.plan["measures"][-1]

    def change(self, **fields):
        answer = self.browser.patch(
            f"/plans/{self.plan['id']}", json=fields, headers={"If-Match": f'"{self.plan["version"]}"'}
        )
        assert answer.is_success, answer.text
        self.plan = answer.json()

    def verb(self, name, form=None, version=None):
        return self.post(f"/plans/{self.plan['id']}:{name}", form, version)

    def complete(self, member_id):
        """Everything the completeness check asks of `home`."""
        self.add(cause="illness", category="health", text="签约村医每月随访一次", quantity="12", unit="次")
        self.add(cause="no_skill", member_id=str(member_id))
        self.add(cause=None, assurance="housing", category="housing", text="加固后墙", quantity="1", unit="处")
        self.change(income_target="9000.00", wish="想多养几头牛")
