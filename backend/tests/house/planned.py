"""The world's plans: one in work, one handed in, one in force, and what stands around them."""

from datetime import date

from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.kernel import clock
from yihu.plans.carry_over_models import CarryOver
from yihu.plans.likeness_models import SampleCheck
from yihu.plans.models import Measure, MeasureProgress, Plan
from yihu.plans.suggestion_models import MeasureTemplate, RiskSignal
from yihu.villages.models import VillageGoal, VillagePlan, VillageProject

AGREED = {
    "consent_on": date(2026, 11, 20),
    "consent_kind": "witness",
    "consent_name": "单小红",
    "consent_witness": "李四",
}


def planned(session, home, author) -> dict:
    """Their ids, by the names they have in paths. A household has one plan in work a year, hence the years."""
    here = {"county": home.county, "region_code": home.region_code}
    mine = {**here, "household_id": home.id}

    def kept(*rows):
        session.add_all(rows)
        session.flush()
        for row in rows:
            session.refresh(row)
        return rows

    by = {"author_id": author.id, "author_name": author.name, "kind": "assistance"}
    handed_in = {"state": "submitted", "submitted_at": clock.now(), "submitted_by": author.id}
    village = VillagePlan(**here, title="单村规划", first_year=2026, last_year=2030)
    draft, submitted, active, village, policy = kept(
        Plan(**mine, **by, year=2026),
        Plan(**mine, **by, **AGREED, **handed_in, year=2025),
        Plan(**mine, **by, **AGREED, year=2024, state="active"),
        village,
        BenefitPolicy(
            **here, name="单村补贴", kind="dibao", for_persons=False, valid_from=date(2026, 1, 1), source="-"
        ),
    )
    ids = {"household_id": home.id, "sort": 1, "category": "industry", "text": "单家养牛"}
    first = Measure(**here, **ids, id=home.id, root_id=home.id, plan_id=draft.id)
    running = Measure(**here, **ids, id=author.id, root_id=author.id, plan_id=active.id)
    goal = VillageGoal(**here, village_plan_id=village.id, text="单村修路")
    project = VillageProject(**here, village_plan_id=village.id, name="单村冷库", category="industry")
    benefit = Benefit(**mine, policy_id=policy.id, granted_on=date(2026, 2, 1), source="-")
    template = MeasureTemplate(**here, name="单村养羊", text="养羊若干只", category="industry", valid_from=date(2026, 1, 1), source="-")  # fmt: skip
    risk = RiskSignal(**mine, kind="illness", happened_on=date(2026, 11, 1), note="住院", source="走访")
    sample = SampleCheck(**here, plan_id=active.id, drawn_on=date(2026, 11, 1))
    run = CarryOver(**here, year=2027, asked_by_name="向镇")
    kept(first, running, goal, project, benefit, template, risk, sample, run)
    told = {"told_on": date(2026, 11, 1), "state": "going", "progress": 10, "told_by_name": "何村"}
    kept(MeasureProgress(**here, measure_id=running.id, **told))
    return {
        "plan_id": draft.id, "submitted_id": submitted.id, "active_id": active.id, "measure_id": first.id,
        "running_id": running.id, "village_plan_id": village.id, "goal_id": goal.id, "project_id": project.id,
        "policy_id": policy.id, "benefit_id": benefit.id, "template_id": template.id, "risk_id": risk.id,
        "sample_id": sample.id, "run_id": run.id,
    }  # fmt: skip
