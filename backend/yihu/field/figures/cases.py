from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.cases import declaration_queries, queries
from yihu.cases.declaration_models import Declaration, DeclarationState
from yihu.cases.models import Case, CaseState
from yihu.cases.notice_models import PublicNotice
from yihu.cases.notice_queries import OPEN_OBJECTIONS
from yihu.cases.queries import SIDES
from yihu.field.figure import Figure, subject
from yihu.field.schemas import Tone

OPEN = Case.state == CaseState.OPEN
SAID = Declaration.joined_id.is_(None)

subject("监测帮扶", 25, {
    "cases_late": Figure(
        "超期未办的个案", "/office/cases?state=open&late=true", Tone.DANGER, P.CASES_READ, Case, OPEN & queries.LATE,
    ),
    "cases_township": Figure(
        "待乡镇审核的个案", "/office/cases?state=open&side=township", Tone.WARNING, P.CASES_REVIEW, Case,
        OPEN & Case.step.in_(SIDES["township"]),
    ),
    "cases_county": Figure(
        "待县级审定的个案", "/office/cases?state=open&side=county", Tone.WARNING, P.CASES_DECIDE, Case,
        OPEN & Case.step.in_(SIDES["county"]),
    ),
    "declarations_open": Figure(
        "待答复的自主申报", "/office/declarations?state=received", Tone.WARNING, P.CASES_WRITE, Declaration,
        SAID & (Declaration.state == DeclarationState.RECEIVED),
    ),
    "declarations_late": Figure(
        "超期未答复的自主申报", "/office/declarations?state=received&late=true", Tone.DANGER, P.CASES_WRITE, Declaration,
        SAID & declaration_queries.LATE,
    ),
    "notices_objected": Figure(
        "有异议未答复的公示", "/office/public-notices?objected=true", Tone.WARNING, P.CASES_REVIEW, PublicNotice,
        OPEN_OBJECTIONS > 0,
    ),
})  # fmt: skip
