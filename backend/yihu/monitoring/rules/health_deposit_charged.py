from datetime import date

from yihu.monitoring.assuring import standing
from yihu.monitoring.rule import Finding, Severity, Told, rule


@rule(
    title="贫困患者住院被收押金",
    severity=Severity.WARNING,
    subject_kind="assurance_defect",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(三)1：尤其要关注贫困户住院交押金、慢性病证办理和家庭签约医生方面存在的问题",
    closes="后来的核查已退还",
    answer="联系卫健部门退还后重新核查",
)
def health_deposit_charged(county: str, day: date) -> Finding:  # noqa: ARG001  a defect stands until a later check
    """A person who was charged a deposit in hospital (A064)."""
    return standing(county, "health", "deposit_charged")
