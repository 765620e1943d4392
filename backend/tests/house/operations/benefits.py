from datetime import date

from sqlalchemy import select

from tests.house.operation import NOBODY, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.benefits.models import Benefit, BenefitPolicy, Training
from yihu.households.models import Member

POLICY = {
    "name": "新政策", "kind": "dibao", "for_persons": False, "causes": ["illness"], "valid_from": "2026-01-01",
    "source": "县文件",
}  # fmt: skip
BENEFIT = {
    "policy_id": NOBODY, "household_id": NOBODY, "granted_on": "2026-03-01", "amount": "300.00", "source": "民政局台账",
}  # fmt: skip

OPERATIONS = {
    "GET /benefit-policies": Op((P.BENEFITS_READ,)),
    "POST /benefit-policies": Op((P.BENEFITS_WRITE,), POLICY, owner="xiangzhen"),
    "POST /benefit-policies/{policy_id}:end": Op((P.BENEFITS_WRITE,), {"valid_to": "2026-12-01"}, owner="xiangzhen"),
    "GET /benefits": Op((P.BENEFITS_READ,)),
    "POST /benefits": Op((P.BENEFITS_WRITE,), BENEFIT, owner="xiangzhen"),
    "DELETE /benefits/{benefit_id}": Op((P.BENEFITS_WRITE,), owner="xiangzhen"),
    "GET /benefits/unserved": Op((P.BENEFITS_READ,)),
    "GET /trainings": Op((P.BENEFITS_READ,)),
    "GET /benefits/safety-net": Op((P.BENEFITS_READ,)),
    "GET /benefits/matrix": Op((P.BENEFITS_READ,), query="region_code=511921119213&kind=dibao"),
}


def plant(session, home, _author) -> dict:
    here = {"county": home.county, "region_code": home.region_code}
    policy = BenefitPolicy(
        **here, name="单村补贴", kind="dibao", for_persons=False, valid_from=date(2026, 1, 1), source="-"
    )
    session.add(policy)
    session.flush()
    benefit = Benefit(**here, household_id=home.id, policy_id=policy.id, granted_on=date(2026, 2, 1), source="-")
    session.add(benefit)
    person = session.scalars(select(Member.id).where(Member.household_id == home.id)).first()
    course = {"name": "中药材种植", "starts_on": date(2026, 3, 1), "departments": ["agriculture"], "source": "-"}
    session.add(Training(**here, **course, household_id=home.id, member_id=person))
    session.flush()
    return {"policy_id": policy.id, "benefit_id": benefit.id}
