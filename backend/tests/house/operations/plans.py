from datetime import date

from tests.house.operation import NOBODY, STAMP, Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.kernel import clock
from yihu.plans.carry_over_models import CarryOver, CarryOverRow
from yihu.plans.likeness_models import SampleCheck
from yihu.plans.models import Measure, MeasureProgress, Plan
from yihu.plans.suggestion_models import MeasureTemplate, RiskSignal
from yihu.plans.vague_models import VagueWord

PLAN = {"household_id": NOBODY, "year": 2026}
MEASURE = {
    "category": "industry", "text": "养殖肉牛3头，合作社保底回收", "quantity": "3", "unit": "头", "due_on": "2026-12-20",
    "owner_name": "何春林", "fund_source": "none",
}  # fmt: skip
CONSENT = {
    "consent_on": STAMP, "consent_kind": "witness", "consent_name": "单小红", "consent_witness": "村民李四",
}  # fmt: skip
RETURN = {"note": "请写明医院", "measures": []}
CLOSING = {"income_result": "9100.00", "outcome": "达到目标", "satisfaction": 5, "satisfaction_on": STAMP}
TOLD = {"state": "going", "progress": 50, "told_on": STAMP, "spent": "100.00", "note": "已购牛犊", "attachment_ids": []}
TEMPLATE = {
    "name": "养牛", "text": "发展肉牛养殖", "category": "industry", "causes": ["no_skill"], "valid_from": "2026-01-01",
    "source": "县农业农村局",
}  # fmt: skip
RISK = {"household_id": NOBODY, "kind": "illness", "happened_on": STAMP, "note": "户主住院", "source": "走访"}

OPERATIONS = {
    "GET /plans": Op((P.PLANS_READ,)),
    "POST /plans": Op((P.PLANS_WRITE,), PLAN),
    "GET /plans/roll-up": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/unplanned": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/unreached": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/batch-members": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/five-fields": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/sheet": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plans/books.{paper}": Op((P.PLANS_READ,), query="year=2024"),
    "GET /plans/{plan_id}/book.{paper}": Op((P.PLANS_READ,)),
    "GET /plans/{plan_id}": Op((P.PLANS_READ,)),
    "PATCH /plans/{plan_id}": Op((P.PLANS_WRITE,), {"wish": "想养羊"}),
    "DELETE /plans/{plan_id}": Op((P.PLANS_WRITE,)),
    "POST /plans/{plan_id}/measures": Op((P.PLANS_WRITE,), MEASURE),
    "POST /plans/{plan_id}:confirm": Op((P.PLANS_WRITE,), CONSENT),
    "POST /plans/{plan_id}:submit": Op((P.PLANS_WRITE,), answer=422),  # not complete
    "POST /plans/{plan_id}:withdraw": Op((P.PLANS_WRITE,), ids={"plan_id": "submitted_id"}),
    "POST /plans/{plan_id}:approve": Op((P.PLANS_REVIEW,), {}, ids={"plan_id": "submitted_id"}, owner="xiangzhen"),
    "POST /plans/{plan_id}:return": Op((P.PLANS_REVIEW,), RETURN, ids={"plan_id": "submitted_id"}, owner="xiangzhen"),
    "POST /plans/{plan_id}:adjust": Op((P.PLANS_WRITE,), {}, ids={"plan_id": "active_id"}),
    "POST /plans/{plan_id}:close": Op((P.PLANS_WRITE,), CLOSING, ids={"plan_id": "active_id"}),
    "GET /plans/{plan_id}/alike": Op((P.PLANS_READ,)),
    "GET /plans/{plan_id}/differences": Op((P.PLANS_READ,), query="since={plan_id}"),
    "GET /measures": Op((P.PLANS_READ,)),
    "PATCH /measures/{measure_id}": Op((P.PLANS_WRITE,), MEASURE),
    "DELETE /measures/{measure_id}": Op((P.PLANS_WRITE,)),
    "POST /measures/{measure_id}:progress": Op((P.PLANS_WRITE,), TOLD, ids={"measure_id": "running_id"}),
    "POST /measures:assign": Op((P.PLANS_WRITE,), {"measure_ids": [NOBODY], "helper_id": NOBODY}),
    "GET /measures/{measure_id}/progress": Op((P.PLANS_READ,), ids={"measure_id": "running_id"}),
    "GET /plan-carry-overs": Op((P.PLANS_READ,)),
    "GET /plan-carry-overs/preview": Op((P.PLANS_READ,), query="year=2026"),
    "GET /plan-carry-overs/preview/households": Op((P.PLANS_READ,), query="year=2026"),
    "POST /plan-carry-overs": Op((P.PLANS_REVIEW,), {"year": 2027}, owner="xianji"),
    "GET /plan-carry-overs/{run_id}": Op((P.PLANS_READ,)),
    "POST /plan-carry-overs/{run_id}:undo": Op((P.PLANS_REVIEW,), owner="xianji"),
    "GET /plan-carry-overs/{run_id}/rows": Op((P.PLANS_READ,)),
    "GET /plans/projects": Op((P.PLANS_READ,)),
    "GET /plan-samples": Op((P.PLANS_READ,)),
    "POST /plan-samples:draw": Op((P.PLANS_CHECK,), {"year": 2026, "count": 1}, owner="xianji"),
    "POST /plan-samples/{sample_id}:check": Op((P.PLANS_CHECK,), {"passed": True, "note": "属实"}, owner="xianji"),
    "GET /households/{household_id}/plan-suggestions": Op((P.PLANS_READ,)),
    "POST /households/{household_id}/plan-suggestions:decline": Op(
        (P.PLANS_WRITE,), {"key": "cause:no_skill", "reason": "已经会了"}
    ),
    "GET /vague-words": Op((P.PLANS_READ,)),
    "POST /vague-words": Op(
        (P.PLANS_CHECK,), {"name": "狠抓落实", "valid_from": "2026-01-01", "source": "县农业农村局"}, owner="xianji"
    ),
    "POST /vague-words/{word_id}:end": Op((P.PLANS_CHECK,), {"valid_to": "2026-12-01"}, owner="xianji"),
    "GET /measure-templates": Op((P.PLANS_READ,)),
    "POST /measure-templates": Op((P.PLANS_REVIEW,), TEMPLATE, owner="xiangzhen"),
    "POST /measure-templates/{template_id}:end": Op((P.PLANS_REVIEW,), {"valid_to": "2026-12-01"}, owner="xiangzhen"),
    "GET /risk-signals": Op((P.PLANS_READ,)),
    "POST /risk-signals": Op((P.PLANS_WRITE,), RISK),
    "POST /risk-signals/{risk_id}:dismiss": Op((P.PLANS_REVIEW,), {"reason": "已经痊愈"}, owner="xiangzhen"),
}


AGREED = {**CONSENT, "consent_on": date(2026, 11, 20)}


def plant(session, home, author) -> dict:
    """A plan in work, one handed in, one in force, and what stands around them. A household has one in work a year, hence the years."""
    here = {"county": home.county, "region_code": home.region_code}
    mine = {**here, "household_id": home.id}
    by = {"author_id": author.id, "author_name": author.name, "kind": "assistance"}
    handed_in = {"state": "submitted", "submitted_at": clock.now(), "submitted_by": author.id}
    draft = Plan(**mine, **by, year=2026)
    submitted = Plan(**mine, **by, **AGREED, **handed_in, year=2025)
    active = Plan(**mine, **by, **AGREED, year=2024, state="active")
    session.add_all([draft, submitted, active])
    session.flush()
    ids = {"household_id": home.id, "sort": 1, "category": "industry", "text": "单家养牛"}
    first = Measure(**here, **ids, id=home.id, root_id=home.id, plan_id=draft.id)
    running = Measure(**here, **ids, id=author.id, root_id=author.id, plan_id=active.id)
    template = MeasureTemplate(**here, name="单村养羊", text="养羊若干只", category="industry", valid_from=date(2026, 1, 1), source="-")  # fmt: skip
    risk = RiskSignal(**mine, kind="illness", happened_on=date(2026, 11, 1), note="住院", source="走访")
    sample = SampleCheck(**here, plan_id=active.id, drawn_on=date(2026, 11, 1))
    run = CarryOver(**here, year=2027, asked_by_name="向镇", state="done")
    word = VagueWord(**here, word="单字词", valid_from=date(2026, 1, 1), source="-")
    session.add_all([first, running, template, risk, sample, run, word])
    session.flush()
    told = {"told_on": date(2026, 11, 1), "state": "going", "progress": 10, "told_by_name": "何村"}
    became = {"outcome": "has_plan", "measures": 0, "undated": 0, "finished": 0, "left_behind": 0}
    session.add_all([
        MeasureProgress(**here, measure_id=running.id, **told), CarryOverRow(**mine, run_id=run.id, **became),
    ])  # fmt: skip
    session.flush()
    return {
        "plan_id": draft.id, "submitted_id": submitted.id, "active_id": active.id, "measure_id": first.id,
        "running_id": running.id, "template_id": template.id, "risk_id": risk.id, "sample_id": sample.id, "run_id": run.id,
        "word_id": word.id,
    }  # fmt: skip
