"""Departments' records, as they are sent and as they stand in the files."""

from itertools import count

from sqlalchemy import select

from tests.conftest import TODAY
from tests.households.make import id_number
from tests.make import COUNTY
from yihu.accounts.models import User
from yihu.departments.models import DepartmentRecord, PushBatch
from yihu.households.models import Household, Member
from yihu.kernel.crypto import blind_index

_serial = count(1)


def identify(session, member: Member, born_on: str = "1970-01-01", serial: int | None = None) -> str:
    """Give a member an ID number; returns it."""
    number = id_number(born_on, member.sex or "1", serial if serial is not None else next(_serial) % 100)
    member.id_hash, member.id_masked = blind_index(number), f"{number[:4]}**********{number[-4:]}"
    session.flush()
    return number


def bill(number: str | None = None, **over) -> dict:
    """An inpatient's bill as a department sends it."""
    said = {"kind": "inpatient", "source_no": f"ZY{next(_serial):08}", "happened_on": str(TODAY), "amount": "3000.00"}
    return said | ({"id_number": number} if number else {}) | over


def push(browser, *records: dict, batch: str = "2026年11月", department: str = "medical_insurance") -> dict:
    answer = browser.post(
        "/department-pushes", json={"department": department, "batch": batch, "records": list(records)}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def batch(session, **over) -> PushBatch:
    values = {
        "department": "health",
        "name": f"批次{next(_serial)}",
        "received_by": id_of(session),
        "received_by_name": "卜门",
    }
    row = PushBatch(county=COUNTY, region_code=COUNTY, **values | over)
    session.add(row)
    session.flush()
    return row


def id_of(session, username: str = "bumen"):
    return session.scalar(select(User.id).where(User.username == username))


def record(session, home: Household, kind: str, member: Member | None = None, **over) -> DepartmentRecord:
    """A record that has found its household."""
    number = next(_serial)
    values = {
        "department": "other", "kind": kind, "own_key": f"n {number}", "happened_on": TODAY, "state": "matched", "why": None,
        "matched_by": "id", "household_id": home.id, "member_id": member.id if member else None,
    }  # fmt: skip
    if "batch_id" not in over:
        over["batch_id"] = batch(session).id
    row = DepartmentRecord(county=home.county, region_code=home.region_code, **values | over)
    session.add(row)
    session.flush()
    return row
