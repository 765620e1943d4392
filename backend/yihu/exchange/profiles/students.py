"""在校学生: keeps 在校生状况 of household members. Whoever is not on file is refused: a roll makes no members.

Whether somebody of school age goes to school at all is reconciled elsewhere (`department_lists`).
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.accounts.permissions import Permission
from yihu.exchange.forms.students import FORM
from yihu.exchange.profile import Batch
from yihu.exchange.records import Records, acting, since
from yihu.exchange.register import Check, Once, Register
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import Field, counted, remake, run
from yihu.exchange.whose import MEMBER, NAMED, matched, member_checks
from yihu.households import derive
from yihu.households.models import Household, Member
from yihu.kernel.jobs import defer

HOMES = Records("household", "HouseholdChanged", plan="home_plan")
HOME_PLAN = """
    select min(p.row_no) as row_no, x.id, x.id as household_id, x.region_code, 'changed' as action
    from row_plan p join household x on x.county = :county and x.id = p.household_id
    where p.action = 'changed' group by x.id, x.region_code
"""
TOUCH = """
    update household x set version = x.version + 1, updated_at = now()
    from home_plan p where x.county = :county and x.id = p.household_id
"""


def touch(session: Session, batch: Batch) -> dict[str, int]:
    """A household is another one when a member of it is."""
    binds = acting(session, batch)
    remake(session, "home_plan", HOME_PLAN, binds, "household_id")
    for step in (*HOMES.before, TOUCH, *HOMES.after):
        run(session, step, binds)
    derive.refresh(session, batch.county, session.scalars(text("select id from home_plan")).all())
    defer(session, "make_round", county=batch.county)
    return {}


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    binds = acting(session, batch)
    remake(session, "undoing_row", REGISTER.records.undoing, binds, "row_id")
    restored(session, Member, binds)
    counts = counted(session, REGISTER.records.counts, binds)
    remake(session, "undoing_row", HOMES.undoing, binds, "row_id")
    for step in HOMES.undone:
        run(session, step, binds)
    restored(session, Household, binds)
    derive.refresh(session, batch.county, session.scalars(text("select row_id from undoing_row")).all())
    defer(session, "make_round", county=batch.county)
    return counts


REGISTER = Register(
    FORM,
    Permission.HOUSEHOLDS_IMPORT,
    Member,
    looks_at=("household",),
    matched=matched({"known_as": "i.name"}),
    checks=(
        *NAMED,
        *member_checks("姓名"),
        Check("姓名", "name_disagrees", "证件号码登记的是另一个姓名", "k.household_id is not null and k.known_as <> s.person"),
    ),
    once=Once(MEMBER, "姓名", "student_twice_in_list"),
    same="x.id = n.pupil_id",
    says={"pupil_id": MEMBER, "household_id": "k.household_id"},
    key=(),
    fields=(Field("schooling", "在校生状况", list="schooling"),),
    adds={},
    label="s.person",
    data={"户编号": "s.household_no", "证件号码": "s.id_masked", "在校生状况": "(select label from code where list = 'schooling' and code = s.schooling)"},
    counts="",
    recorded=Records("member", free=since("household", "household_id")),
    follow=touch,
    own_reverse=reverse,
)  # fmt: skip
PROFILE = REGISTER.profile()
