"""One attempt at a job: what the work tells on its way, and how it ends."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from yihu.jobs import files
from yihu.jobs.models import Job, JobState
from yihu.kernel import clock
from yihu.kernel.db import EVERYWHERE, Area
from yihu.kernel.jobs import work


class Cancelled(Exception):  # noqa: N818  not an error: somebody has asked for it
    pass


class Overtaken(Exception):  # noqa: N818  not an error: another worker has the job, or it has ended
    pass


class Hopeless(Exception):  # noqa: N818  an answer: why the work cannot be done, in Chinese
    pass


@dataclass(frozen=True)
class Actor:
    """In whose name a job works."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Run:
    """One attempt at a job."""

    county: str
    job_id: UUID
    attempt: int
    kind: str
    region_code: str
    subject_id: UUID
    """The job's own id when it works on no record."""
    args: Mapping[str, Any]
    asked_by: Actor

    @contextmanager
    def transaction(self, area: Area = EVERYWHERE) -> Iterator[Session]:
        """In the name of the one who asked; committed when the block ends."""
        with work(area) as session:
            session.info["actor"] = self.asked_by
            yield session

    def tell(self, **progress: Any) -> None:
        """`done`, `total`, `failed`, `phase`; at once, apart from the work it tells about. Raises Cancelled."""
        with work() as session:
            self._write(session, **progress)

    def check(self, session: Session) -> None:
        """Before a step is committed: that it is still wanted."""
        self._write(session)

    def finish(
        self, session: Session, *, result: Mapping[str, Any] | None = None, errors: bool = False,
        made: Sequence[files.Made] = (), **progress: Any,
    ) -> None:  # fmt: skip
        """In the work's last transaction. Raises Cancelled, and all of it is taken back, when that was asked meanwhile."""
        state = JobState.SUCCEEDED_WITH_ERRORS if errors else JobState.SUCCEEDED
        until = files.until() if made else None
        told = [one.told(until) for one in made] if until else []
        self._write(
            session, state=state, phase=None, result=dict(result or {}), files=told, files_until=until,
            finished_at=clock.now(), **progress,
        )  # fmt: skip

    def _write(self, session: Session, **values: Any) -> None:
        wanted = update(Job).where(*self.mine(), Job.cancel_asked_at.is_(None))
        done = session.execute(
            wanted.values(version=Job.version + 1, **values), execution_options={"synchronize_session": False}
        )
        assert isinstance(done, CursorResult)
        if done.rowcount:
            return
        asked = session.scalar(select(Job.cancel_asked_at).where(*self.mine()))
        raise Cancelled if asked else Overtaken

    def mine(self) -> tuple[Any, ...]:
        return (
            Job.county == self.county, Job.id == self.job_id, Job.state == JobState.RUNNING, Job.attempt == self.attempt,
        )  # fmt: skip
