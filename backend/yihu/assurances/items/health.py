from yihu.assurances.item import Figures, Terms, Verdict, figure, item
from yihu.assurances.models import Result


class Health(Figures):
    insured: bool | None = figure("当年参加基本医保")
    family_doctor: bool | None = figure("家庭医生已签约")
    chronic: bool | None = figure("慢性病患者")
    chronic_certificate: bool | None = figure("已办慢性病证")
    deposit_charged: bool | None = figure("住院被收押金")


@item("health", Health, per_member=True)
def judge(figures: Health, _: Terms) -> Verdict:
    """Not insured, and the three troubles that the plan names: deposit, chronic certificate, family doctor (R361)."""
    held = {
        "uninsured": figures.insured is False,
        "no_family_doctor": figures.family_doctor is False,
        "no_chronic_certificate": bool(figures.chronic) and figures.chronic_certificate is False,
        "deposit_charged": bool(figures.deposit_charged),
    }
    reasons = tuple(name for name, holds in held.items() if holds)
    if reasons:
        return Verdict(Result.DEFECT, reasons)
    return Verdict(Result.OK if figures.insured else None)
