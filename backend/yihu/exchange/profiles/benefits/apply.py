"""Carrying out a planned list of grants, and taking it back."""

from sqlalchemy.orm import Session

from yihu.benefits.models import Benefit
from yihu.exchange.profile import Batch
from yihu.exchange.profiles.benefits.plan import BENEFIT
from yihu.exchange.records import Records, acting, taken_back
from yihu.exchange.setwise import assignments, columns_of, run
from yihu.kernel.jobs import defer

RECORDS = Records("benefit")
CHANGE = f"""
    update benefit b set {assignments(columns_of(BENEFIT), "p", "b")}, version = b.version + 1, updated_at = now()
    from row_plan p where b.county = :county and b.id = p.benefit_id and p.action = 'changed'
"""
ADD = """
    insert into benefit (county, id, region_code, policy_id, household_id, member_id, granted_on, ends_on, amount, source)
    select :county, id, region_code, policy_id, household_id, member_id, granted_on, ends_on, amount, :source
    from row_plan where action = 'new'
"""


def apply(session: Session, batch: Batch) -> dict[str, int]:
    binds = acting(session, batch)
    for step in (*RECORDS.before, CHANGE, ADD, *RECORDS.after):
        run(session, step, binds)
    defer(session, "make_round", county=batch.county)
    return {}


reverse = taken_back(RECORDS, Benefit)
