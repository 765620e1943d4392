"""One engine, one session per request, one transaction per session.

Every transaction states whose data it may touch (`Area`) before its first query; row-level security holds the rest back.
This is the only file that commits.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import ARRAY, ColumnElement, Engine, Uuid, create_engine, event, func, literal, text
from sqlalchemy.orm import Session, sessionmaker

from yihu.kernel.settings import settings

APP_ROLE = "yihu_app"
ROOM = "-c temp_buffers=128MB"
"""For the temporary tables of set-based jobs; taken only as they grow, and not to be changed later in a session."""
READING = {"GET", "HEAD", "OPTIONS"}
CONNECTIONS = settings().database.pool_size
MANY = 5000
"""New rows from which on a table looks different."""


@dataclass(frozen=True, slots=True)
class Area:
    """Whose rows are visible: region codes that begin with `code`, in `county`."""

    county: str
    code: str

    @property
    def end(self) -> str:
        """First code after the area: `:` follows `9`."""
        return self.code + ":"


EVERYWHERE = Area("", "")
"""For the system's own work (imports, nightly round) and nothing else."""

NOWHERE = Area("-", "-")
"""For requests without a user: row-level security shows nothing."""


def session_options(*, read_only: bool = False) -> str:
    """What every connection starts with; its role owns nothing, so that row-level security binds it."""
    writing = " -c default_transaction_read_only=on" if read_only else ""
    return f"-c role={APP_ROLE} -c statement_timeout=15s -c lock_timeout=10s -c timezone=Asia/Shanghai{writing}"


def make_engine(url: str, pool_size: int = CONNECTIONS) -> Engine:
    """The application's engine."""
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=20,
        pool_pre_ping=True,
        query_cache_size=4000,  # the house's statements, and each rule twice; one takes up to 60 ms to compile
        hide_parameters=True,  # errors are logged, and values are people's
        connect_args={"options": session_options(), "connect_timeout": 5},
    )


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


Opening = Callable[[Session], None]
"""What a transaction does before its first query: state its area, and who is asking."""

ENTER = text("select set_config('yihu.lo', :lo, true), set_config('yihu.hi', :hi, true)")


def entering(area: Area) -> Opening:
    """An opening that only states the area."""

    def opening(session: Session) -> None:
        session.execute(ENTER, {"lo": area.code, "hi": area.end})
        session.info["area"] = area

    return opening


@contextmanager
def transaction(sessions: sessionmaker[Session], opening: Opening, *, read_only: bool = False) -> Iterator[Session]:
    """Commit when the block ends, roll back when it raises. Reading cannot write: PostgreSQL forbids it."""
    with sessions() as session:
        if read_only:
            session.execute(text("set transaction read only"))
        opening(session)
        yield session
        if read_only:
            session.rollback()
        else:
            session.commit()


def request_transaction(request: Request, opening: Opening, *, read_only: bool | None = None) -> Iterator[Session]:
    """The one transaction of a request; GET only reads unless told otherwise."""
    reading = request.method in READING if read_only is None else read_only
    with transaction(request.app.state.sessions, opening, read_only=reading) as session:
        session.info["request_id"] = request.state.request_id
        yield session


@contextmanager
def long_work(sessions: sessionmaker[Session], area: Area = EVERYWHERE) -> Iterator[Session]:
    """A transaction of a job: set-based statements over a whole county may take minutes."""
    with transaction(sessions, entering(area)) as session:
        session.execute(text("set local statement_timeout = '20min'"))
        yield session


def among(column: Any, ids: Sequence[UUID]) -> ColumnElement[bool]:
    """One of these, in one parameter: a statement takes 65,535 of them, a county has more records."""
    found: ColumnElement[bool] = column == func.any(literal(list(ids), ARRAY(Uuid)))
    return found


def look_at(session: Session, table: str) -> None:
    """Refresh PostgreSQL's statistics of `table (columns)`, which only this transaction knows to have changed.

    What was vacuumed while empty it takes for empty, and any index of it for as good as the key's: each look-up of one of
    100,000 new rows then goes over all of them. Where another transaction is doing the same, it is not waited for.
    """
    session.execute(text("reset default_statistics_target"))  # these statistics stay
    session.execute(text(f"analyze (skip_locked) {table}"))


def grown(session: Session, added: int, table: str) -> None:
    """The same, after rows were added, if they were many: before the next join or foreign key asks for them."""
    if added > MANY:
        look_at(session, table)


def _public_session(request: Request) -> Iterator[Session]:
    yield from request_transaction(request, entering(NOWHERE))


# scope: the transaction ends before the response leaves the house, so a failed commit is never answered with 200.
# max_concurrency: a request waits at the door, holding no thread, until a connection is free.
PublicDb = Annotated[Session, Depends(_public_session, scope="function", max_concurrency=CONNECTIONS)]
"""A session for those who have not signed in: reference tables only."""


def after_commit(session: Session, action: Any) -> None:
    """Run `action()` once the transaction is durable; for what the database cannot take back, like deleting a file."""
    event.listen(session, "after_commit", lambda _: action(), once=True)
