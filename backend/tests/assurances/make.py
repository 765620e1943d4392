from datetime import date
from uuid import uuid4

from tests.conftest import TODAY
from yihu.assurances import settling
from yihu.assurances.models import AssuranceCheck, AssuranceRound
from yihu.households.models import Member
from yihu.kernel.pinyin import initials, sort_key


def child(session, home, born_on=date(2016, 3, 1), name="张小宝"):
    """A member of school age, unless born otherwise."""
    row = Member(
        county=home.county, region_code=home.region_code, household_id=home.id, name=name, name_initials=initials(name),
        name_sort=sort_key(name), relation="20", sex="1", born_on=born_on,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def check(session, home, item="housing", result="ok", on=TODAY, member=None, **over):
    """A stored check, with what follows from it."""
    values = {"rule_version": "1", "checker_name": "何村", "form_id": uuid4()} | over
    row = AssuranceCheck(
        county=home.county, region_code=home.region_code, household_id=home.id, member_id=member.id if member else None,
        item=item, result=result, checked_on=on, **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    settling.settle(session, home.county, [home.id])
    session.expire_all()
    return row


def round_(session, **over):
    values = {
        "county": "511921", "region_code": "511921", "kind": "recheck", "name": "脱贫户全面核查", "items": ["housing", "water"],
        "exited_since": 2014, "starts_on": date(2026, 11, 1), "due_on": date(2026, 11, 30), "source": "县方案",
        "made_by_name": "咸县",
    } | over  # fmt: skip
    row = AssuranceRound(**values)
    session.add(row)
    session.flush()
    return row
