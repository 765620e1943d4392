from datetime import date

from yihu.monitoring.assuring import standing
from yihu.monitoring.rule import Finding, Severity, Told, rule


@rule(
    title="慢性病患者没有慢性病证",
    severity=Severity.NOTICE,
    subject_kind="assurance_defect",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="夏季攻势方案二(三)1：尤其要关注贫困户住院交押金、慢性病证办理和家庭签约医生方面存在的问题",
    closes="后来的核查已办证",
    answer="帮助办证后重新核查",
)
def health_chronic_no_certificate(county: str, day: date) -> Finding:
    """A person with a chronic disease and without its certificate (A065)."""
    return standing(county, day, "health", "no_chronic_certificate")
