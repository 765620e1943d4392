"""The front door: where all rooms meet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import text

from yihu import __version__
from yihu.accounts import auth_routes, client_routes, oauth_routes
from yihu.accounts import routes as accounts
from yihu.accounts.access import allow
from yihu.accounts.door import Door
from yihu.accounts.permissions import Permission
from yihu.assurances import round_routes as assurance_rounds
from yihu.assurances import routes as assurances
from yihu.assurances import sector_routes as assurance_sectors
from yihu.benefits import routes as benefits
from yihu.cases import declaration_routes as declarations
from yihu.cases import notice_routes as public_notices
from yihu.cases import public_routes as public_pages
from yihu.cases import routes as cases
from yihu.comparisons import jobs as _comparisons  # noqa: F401
from yihu.comparisons import routes as comparisons
from yihu.departments import jobs as _departments  # noqa: F401
from yihu.departments import routes as departments
from yihu.examples import Described
from yihu.exchange import direct_routes
from yihu.exchange import export_routes as exports
from yihu.exchange import mapping_routes as mappings
from yihu.exchange import routes as exchange
from yihu.field import command_routes as field_commands
from yihu.field import exports as _field_exports  # noqa: F401
from yihu.field import routes as field
from yihu.files import routes as files
from yihu.helpers import routes as helpers
from yihu.helpers import unit_routes as units
from yihu.households import people_routes as people
from yihu.households import routes as households
from yihu.incomes import routes as incomes
from yihu.integration import endpoint_routes as webhooks
from yihu.integration import exports as _integration_exports  # noqa: F401
from yihu.integration import routes as integration
from yihu.jobs import routes as jobs
from yihu.kernel import idempotency, logs, problems
from yihu.kernel.db import PublicDb, make_engine, make_sessions
from yihu.kernel.problems import Problem, ProblemDetails, ServerError, Unavailable, ValidationFailed
from yihu.kernel.reading import ReadPool
from yihu.kernel.routing import Room
from yihu.kernel.settings import settings
from yihu.kernel.web import API, Envelope, no_nul
from yihu.loans import bank_routes
from yihu.loans import routes as loans
from yihu.monitoring import jobs as rounds  # noqa: F401  its subscriptions: what is published here must be queued
from yihu.monitoring import life_routes, rule_routes
from yihu.monitoring import routes as monitoring
from yihu.operations import exports as _operation_exports  # noqa: F401
from yihu.operations import routes as operations
from yihu.pairings import campaign_routes as campaigns
from yihu.pairings import coverage_routes as coverage
from yihu.pairings import proposal_routes as proposals
from yihu.pairings import routes as pairings
from yihu.plans import book_routes as plan_books
from yihu.plans import carry_over_routes as carry_over
from yihu.plans import rollup_routes as rollup
from yihu.plans import routes as plans
from yihu.plans import suggestion_routes as suggestions
from yihu.policy import routes as policy
from yihu.regions import routes as regions
from yihu.villages import asset_routes as collective_assets
from yihu.villages import routes as villages
from yihu.villages import standing_routes as village_standings
from yihu.villages import zone_routes as zones
from yihu.visits import routes as visits

ROUTERS = (
    accounts.router,
    client_routes.router,
    policy.router,
    jobs.router,
    files.router,
    incomes.router,
    households.router,
    people.router,
    loans.router,
    bank_routes.router,
    direct_routes.router,
    benefits.router,
    villages.router,
    village_standings.router,
    zones.router,
    collective_assets.router,
    departments.router,
    plan_books.router,
    carry_over.router,
    rollup.router,
    plans.router,
    suggestions.router,
    units.router,
    helpers.router,
    campaigns.router,
    coverage.router,
    pairings.router,
    proposals.router,
    visits.router,
    cases.router,
    public_notices.router,
    declarations.router,
    public_pages.router,
    assurances.router,
    assurance_rounds.router,
    assurance_sectors.router,
    comparisons.router,
    monitoring.router,
    life_routes.router,
    rule_routes.router,
    exchange.router,
    mappings.router,
    exports.router,
    operations.router,
    integration.router,
    webhooks.router,
    field.router,
    field_commands.router,
)
NO_DATABASE = "postgresql+psycopg://"
"""Enough to describe the API; nothing connects before the first request."""
MAX_BODY = 60 * 1024 * 1024
"""Bytes of the largest upload; JSON bodies are held to far less by their schemas."""


class Health(BaseModel):
    status: str
    version: str
    filing_number: str | None
    feedback_contact: str | None


def create_app(database_url: str | None = None) -> FastAPI:
    """The whole application on one database, `YIHU_DATABASE_URL` by default."""
    logs.configure(settings().logs)
    url = database_url or settings().database.database_url or NO_DATABASE
    engine = make_engine(url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if url == NO_DATABASE:
            raise RuntimeError("没有数据库地址：请用 yihu run 启动，或设置 YIHU_DATABASE_URL")
        yield
        app.state.reads.close()
        engine.dispose()

    app = Described(
        title="一户一策 Yihu",
        version=__version__,
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url="/api/docs",
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=MAX_BODY,
        generate_unique_id_function=operation_id,
        telemetry=None,
    )
    app.state.reads = ReadPool(url)
    app.state.sessions = make_sessions(engine)
    open_rooms(app)
    app.include_router(oauth_routes.router)
    problems.install(app)
    app.add_exception_handler(idempotency.Replay, replay)
    app.add_middleware(Door)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(Envelope, https=settings().server.https)
    if settings().storage.frontend.is_dir():
        app.frontend("/", directory=settings().storage.frontend)
    return app


def replay(_: Request, stored: Exception) -> Response:
    """Answer a repeated request with what the first one was told."""
    assert isinstance(stored, idempotency.Replay)
    return stored.answer


def operation_id(route: APIRoute) -> str:
    return f"{route.tags[0]}-{route.name}"


def open_rooms(app: FastAPI) -> None:
    """Each at the application itself: a router around them would have its routes described twice and searched twice."""
    responses, clean = common_responses(), Depends(no_nul)
    signed_in = Depends(allow(Permission.REGIONS_READ))  # regions stand below the accounts and cannot say it themselves
    for room in (auth_routes.router, regions.router, *ROUTERS, health):
        guards = [clean, signed_in] if room is regions.router else [clean]
        app.include_router(Room(room), prefix=API, responses=responses, dependencies=guards)


def common_responses() -> dict[int | str, dict[str, object]]:
    """What any route may answer."""
    kinds: tuple[type[Problem], ...] = (ValidationFailed, ServerError, Unavailable)
    found = problems.problems(*kinds)
    found["default"] = {"model": ProblemDetails, "description": "problem details (RFC 9457)"}
    return found


health = APIRouter(tags=["health"])


@health.get("/health")
def read_health() -> Health:
    """Alive, without login."""
    server = settings().server
    return Health(
        status="ok", version=__version__, filing_number=server.filing_number, feedback_contact=server.feedback_contact
    )


@health.get("/ready", responses=problems.problems(Unavailable))
def read_ready(session: PublicDb) -> Health:
    """Alive and able to reach the database."""
    session.execute(text("select 1"))
    return read_health()
