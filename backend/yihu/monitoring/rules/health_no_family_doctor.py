from datetime import date

from yihu.monitoring.assuring import standing
from yihu.monitoring.rule import Finding, Severity, Told, rule


@rule(
    title="家庭医生没有签约",
    severity=Severity.NOTICE,
    subject_kind="assurance_defect",
    told=(Told.VILLAGE,),
    clause="夏季攻势方案二(三)1：贫困家庭医生签约服务",
    closes="后来的核查已签约",
    answer="联系村医签约后重新核查",
)
def health_no_family_doctor(county: str, day: date) -> Finding:
    """A person whose newest check found no family doctor under contract (A063)."""
    return standing(county, day, "health", "no_family_doctor")
