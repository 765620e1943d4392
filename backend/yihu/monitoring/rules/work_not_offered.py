from datetime import date

from sqlalchemy import func, literal, select

from yihu.departments.parameters import OFFER_DAYS
from yihu.monitoring.reported import R, later, listed, person, said, told_of
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.policy.parameters import by_township


@rule(
    title="有能力无意愿的人久未送岗",
    severity=Severity.NOTICE,
    subject_kind="department_record",
    told=(Told.HELPER, Told.VILLAGE),
    clause="夏季攻势方案一(一)：采取送岗位上门等方式",
    closes="已送岗上门，或就业意愿已变",
    parameters=(OFFER_DAYS,),
    answer="送岗上门",
)
def work_not_offered(county: str, day: date) -> Finding:
    """Who is able and does not want to work, and to whom nobody has brought an offer for so many days (A085)."""
    terms = by_township((OFFER_DAYS,), county, day)
    offer, _ = later(county, "job_offer")
    _, changed = later(county, "work_willingness")
    mine = (told_of(county, "job_offer", row=offer), offer.member_id == R.member_id)
    last = select(func.max(offer.happened_on)).where(*mine).correlate(R).scalar_subquery()
    until = func.greatest(R.happened_on, last) + terms.c.offer_days
    return (
        listed(R, facts(姓名=person(county), 调查日期=R.happened_on, 最近送岗=last), due_on=until)
        .join(terms, terms.c.region_code == func.left(R.region_code, 9))
        .where(
            told_of(county, "work_willingness"),
            said("willingness", "able_no_intention"),
            ~changed,
            literal(day) > until,
        )
    )
