from datetime import date

from sqlalchemy import and_, func
from sqlalchemy.orm import aliased

from yihu.households.models import Household, Member
from yihu.monitoring.reported import listed
from yihu.monitoring.rule import Cadence, Finding, Handling, Severity, Told, facts, rule


@rule(
    title="疑似一人两户",
    severity=Severity.NOTICE,
    subject_kind="member",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    handling=Handling.VERIFY,
    clause="整改方案问题10：贫困人口识别不够精准",
    closes="重复的成员已更正或已登记离开",
)
def person_twice(county: str, day: date) -> Finding:  # noqa: ARG001  as things stand
    """A member without ID number whose name, sex and birthday another household of the township has too (R064).

    Two members with the same number cannot be on file.
    """
    m, x, h = Member, aliased(Member, name="x"), aliased(Household, name="there")
    same = and_(
        x.county == county, x.name == m.name, x.born_on == m.born_on, x.sex == m.sex, x.household_id != m.household_id,
        x.left_on.is_(None), func.left(x.region_code, 9) == func.left(m.region_code, 9),
    )  # fmt: skip
    told = facts(成员=m.name, 出生日期=m.born_on, 另一户=func.min(h.household_no))
    return (
        listed(m, told)
        .join(x, same)
        .join(h, (h.county == county) & (h.id == x.household_id))
        .where(m.county == county, m.left_on.is_(None), m.id_hash.is_(None))
        .group_by(m.region_code, m.id, m.household_id, m.name, m.born_on)
    )
