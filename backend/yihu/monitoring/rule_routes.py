from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from yihu.accounts.access import Caller, Db, allow, area
from yihu.accounts.permissions import Permission
from yihu.kernel.problems import problems
from yihu.monitoring import queries, trials
from yihu.monitoring.problems import RuleUnknown
from yihu.monitoring.routes import Reader
from yihu.monitoring.rule import RULES
from yihu.monitoring.schemas import RuleRead, RuleStanding
from yihu.monitoring.trial_schemas import BackTest, Preview, PreviewForm

router = APIRouter(tags=["monitoring"])

Setter = Annotated[Caller, Depends(allow(Permission.RULES_TRY))]


@router.get("/alert-rules")
def list_rules(user: Reader) -> list[RuleRead]:  # noqa: ARG001  the guard is the argument
    """What the system watches. Values and switches are policy parameters: `GET /policy-parameters`."""
    return [RuleRead.model_validate(rule) for rule in RULES.values()]


@router.get("/alert-rules/standing", response_model=list[RuleStanding])
def list_standing(user: Reader, session: Db) -> Sequence[Any]:
    """Open alerts by rule in the caller's area."""
    return session.execute(queries.open_by_rule(), area(user)).all()


@router.post("/alert-rules/{rule}:preview", responses=problems(RuleUnknown))
def preview_rule(rule: str, form: PreviewForm, user: Setter, session: Db) -> Preview:
    """What the rule would find today with another value or switch; nothing is written."""
    return trials.preview(session, user, rule, form.region_code or user.region_code, form.key, form.value)


@router.get("/alert-rules/{rule}/back-test", responses=problems(RuleUnknown))
def back_test_rule(rule: str, user: Setter, session: Db, on: Annotated[date, Query(ge=date(2010, 1, 1))]) -> BackTest:
    """What it would have found that day, by the data's own dates."""
    return trials.back_test(session, user, rule, on)
