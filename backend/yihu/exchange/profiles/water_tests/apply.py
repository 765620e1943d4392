"""Carrying out a planned list of tests, and taking it back."""

from sqlalchemy.orm import Session

from yihu.assurances.sector_models import WaterTest
from yihu.exchange.profile import Batch
from yihu.exchange.profiles.water_tests.plan import TEST
from yihu.exchange.records import Records, acting, taken_back
from yihu.exchange.setwise import assignments, columns_of, run
from yihu.kernel.jobs import defer

RECORDS = Records("water_test")
OTHERS = [column for column in columns_of(TEST) if column != "failing"]
# A test that has passed after all has nothing that failed.
CHANGE = f"""
    update water_test t set {assignments(OTHERS, "p", "t")},
        failing = case when not p.passed then coalesce(p.failing, t.failing) end, version = t.version + 1, updated_at = now()
    from row_plan p where t.county = :county and t.id = p.water_test_id and p.action = 'changed'
"""
ADD = """
    insert into water_test (county, id, region_code, source_id, tested_on, passed, failing, lab, report_no, source)
    select :county, id, region_code, source_id, tested_on, passed, failing, lab, report_no, :source
    from row_plan where action = 'new'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    binds = acting(session, batch)
    for step in (*RECORDS.before, CHANGE, ADD, *RECORDS.after):
        run(session, step, binds)
    defer(session, "make_round", county=batch.county)
    return {}


reverse = taken_back(RECORDS, WaterTest)
