from datetime import date
from uuid import uuid4

from tests.conftest import TODAY
from yihu.assurances import settling
from yihu.assurances.models import AssuranceCheck, AssuranceRound
from yihu.assurances.sector_models import HousingCase, WaterSource, WaterTest
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


def case(session, home, **over):
    values = {"kind": "renovation", "approved_on": date(2026, 3, 1), "source": "县住建局"} | over
    row = HousingCase(county=home.county, region_code=home.region_code, household_id=home.id, **values)
    session.add(row)
    session.flush()
    return row


def water(session, region_code="511921119213", tested=(), **over):
    """A source with tests: (day, passed)."""
    values = {"name": "新桥水厂", "kind": "tap", "begun_on": date(2020, 1, 1)} | over
    row = WaterSource(county="511921", region_code=region_code, **values)
    session.add(row)
    session.flush()
    for day, passed in tested:
        failing = None if passed else "总大肠菌群"
        session.add(
            WaterTest(
                county="511921", region_code=region_code, source_id=row.id, tested_on=day, passed=passed,
                failing=failing, source="疾控中心",
            )
        )  # fmt: skip
    session.flush()
    return row
