from datetime import date

from sqlalchemy import Date, null, select

from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.pairings.fit import misfit
from yihu.pairings.models import Pairing


@rule(
    title="结对不符合村的类型",
    severity=Severity.NOTICE,
    subject_kind="pairing",
    told=(Told.TOWNSHIP,),
    clause="整改方案四(三)3：贫困村的贫困户由帮扶单位的党员干部结对帮扶，非贫困村的贫困户由乡、村的党员干部结对帮扶",
    closes="已改由符合要求的人员结对，结对已结束，或村的类型、单位的帮扶安排已变更",
)
def pairing_wrong_kind(county: str, day: date) -> Finding:
    """A pairing (A026) whose helper is not of the kind that the rule foresees for this type of village."""
    p = Pairing
    wrong = misfit(p)
    found = select(
        p.region_code,
        p.id.label("subject_id"),
        p.household_id,
        facts(帮扶人=p.helper_name, 单位=p.helper_unit, 不符=wrong).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(p.county == county, wrong.is_not(None))
    return found.params(county=county, today=day)
