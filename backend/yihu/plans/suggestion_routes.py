from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from yihu.accounts.access import Caller, Db, Place, Reads, allow
from yihu.accounts.permissions import Permission
from yihu.households.problems import HouseholdNotFound
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version
from yihu.plans import catalogue, risks, suggestions, vague
from yihu.plans.catalogue import TEMPLATES
from yihu.plans.forms import Decline
from yihu.plans.problems import (
    RiskIdTaken,
    RiskSignalNotFound,
    TemplateNotFound,
    TemplateTaken,
    WordNotFound,
    WordTaken,
)
from yihu.plans.risks import RISKS
from yihu.plans.routes import Reader, Words, Writer
from yihu.plans.schemas import Suggestion
from yihu.plans.suggestion_schemas import (
    DismissForm,
    Ending,
    RiskSignalCreate,
    RiskSignalRead,
    TemplateCreate,
    TemplateRead,
    VagueWordCreate,
    VagueWordRead,
)

router = APIRouter(tags=["plans"])

Checker = Annotated[Caller, Depends(allow(Permission.PLANS_CHECK))]
Keeper = Annotated[Caller, Depends(allow(Permission.PLANS_REVIEW))]


@router.get("/households/{household_id}/plan-suggestions", responses=problems(HouseholdNotFound))
def list_suggestions(household_id: UUID, user: Reader, session: Db) -> Page[Suggestion]:
    """Measures proposed from causes, failed assurances, labour, unused entitlements, expiring loans and visits."""
    items = suggestions.read(session, user, household_id)
    return Page(items=items, next_cursor=None, total=len(items))


@router.post(
    "/households/{household_id}/plan-suggestions:decline", response_model=Page[Suggestion],
    responses=problems(HouseholdNotFound, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def decline_suggestion(household_id: UUID, form: Decline, user: Writer, session: Db, once: OnceKey) -> Response:
    """Not this year, and why. Answers with what is left; saying it again changes nothing."""

    def left() -> Page[Suggestion]:
        items = suggestions.decline(session, user, household_id, form)
        return Page(items=items, next_cursor=None, total=len(items))

    return once.run(session, Page[Suggestion], left)


@router.get("/measure-templates", response_model=Page[TemplateRead], responses=problems(*PAGE_REFUSALS))
def list_templates(
    user: Reader, reads: Reads, paging: PagingParams, category: Codes = None, current: bool | None = None,
    q: Words = None,
) -> Response:  # fmt: skip
    """The catalogue of measures: of the caller's area and of what it lies in."""
    given = {"category": category, "current": current, "q": words(q)}
    return page(reads, TEMPLATES, catalogue.area(user), given, paging)


@router.post(
    "/measure-templates", status_code=201, response_model=TemplateRead,
    responses=problems(TemplateTaken, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def add_template(form: TemplateCreate, user: Keeper, session: Db, once: OnceKey) -> Response:
    return once.run(session, TemplateRead, lambda: catalogue.add(session, user, form), 201)


@router.post(
    "/measure-templates/{template_id}:end", response_model=TemplateRead,
    responses=problems(TemplateNotFound, VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def end_template(
    template_id: UUID, form: Ending, version: Version, user: Keeper, session: Db, once: OnceKey
) -> Response:
    """It is proposed no longer from that day on; plans that took it keep it."""
    return once.run(session, TemplateRead, lambda: catalogue.end(session, user, template_id, form, version))


@router.get("/vague-words", response_model=Page[VagueWordRead], responses=problems(*PAGE_REFUSALS))
def list_vague_words(
    user: Reader, reads: Reads, paging: PagingParams, current: bool | None = None, q: Words = None
) -> Response:
    """Words of the county that a measure should not be put in."""
    return page(reads, vague.WORDS, vague.area(user), {"current": current, "q": words(q)}, paging)


@router.post(
    "/vague-words", status_code=201, response_model=VagueWordRead,
    responses=problems(WordTaken, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def add_vague_word(form: VagueWordCreate, user: Checker, session: Db, once: OnceKey) -> Response:
    return once.run(session, VagueWordRead, lambda: vague.add(session, user, form), 201)


@router.post(
    "/vague-words/{word_id}:end", response_model=VagueWordRead,
    responses=problems(WordNotFound, VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def end_vague_word(
    word_id: UUID, form: Ending, version: Version, user: Checker, session: Db, once: OnceKey
) -> Response:
    """It is no gap any more from that day on."""
    return once.run(session, VagueWordRead, lambda: vague.end(session, user, word_id, form, version))


@router.get("/risk-signals", response_model=Page[RiskSignalRead], responses=problems(*PAGE_REFUSALS))
def list_risks(
    user: Reader, reads: Reads, paging: PagingParams, region_code: Place = None, household_id: UUID | None = None,
    kind: Codes = None, answered: bool | None = None, q: Words = None,
) -> Response:  # fmt: skip
    given = {"household_id": household_id, "kind": kind, "answered": answered, "q": words(q)}
    return page(reads, RISKS, user.binds(region_code), given, paging)


@router.post(
    "/risk-signals", status_code=201, response_model=RiskSignalRead,
    responses=problems(HouseholdNotFound, RiskIdTaken, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def add_risk(form: RiskSignalCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    """Something cut the household's income: its plan has to be adjusted in time."""
    return once.run(session, RiskSignalRead, lambda: risks.add(session, user, form), 201)


@router.post(
    "/risk-signals/{risk_id}:dismiss", response_model=RiskSignalRead,
    responses=problems(RiskSignalNotFound, VersionConflict, VersionRequired, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def dismiss_risk(
    risk_id: UUID, form: DismissForm, version: Version, user: Keeper, session: Db, once: OnceKey
) -> Response:
    """It needs no adjustment, and why."""
    return once.run(session, RiskSignalRead, lambda: risks.dismiss(session, user, risk_id, form, version))
