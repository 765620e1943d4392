"""kill -9 in the middle of an import: nothing by halves, and the job simply done again."""

import multiprocessing
import shutil
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.exchange import make
from tests.make import COUNTY
from yihu.exchange import reading
from yihu.kernel.settings import settings

ROWS = 3000


@pytest.fixture
def url(copy_of):
    """A database of its own: what is committed here cannot be rolled back."""
    return copy_of("base")


@pytest.fixture
def database(url):
    engine = create_engine(url)
    yield engine
    engine.dispose()


def work(job: str) -> None:
    from yihu.exchange import jobs  # noqa: F401  its kinds of work are known
    from yihu.jobs.running import do_job

    do_job.func(COUNTY, job)


@pytest.fixture
def worker(url, monkeypatch):
    """Starts a process that does one job: a fork of one that has imported the house, which takes seconds."""
    monkeypatch.setenv("YIHU_DATABASE_URL", url)
    monkeypatch.setenv("YIHU_HOME", str(settings().storage.home))
    monkeypatch.setenv("YIHU_LOG_LEVEL", "ERROR")
    monkeypatch.setenv("YIHU_BUSINESS_DATE", "2026-11-23")
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["yihu.exchange.jobs", __name__])

    def start(job: UUID) -> multiprocessing.Process:
        process = forks.Process(target=work, args=(str(job),))
        process.start()
        return process

    return start


def ended_well(process: multiprocessing.Process) -> bool:
    process.join(60)
    return process.exitcode == 0


CHECK, APPLY = uuid4(), uuid4()
SET_TO_WORK = text(
    "with made as (insert into job (county, region_code, id, kind, subject_kind, subject_id, asked_by, asked_by_name)"
    " values (:c, :c, :id, :kind, 'import', :list, :list, '向镇') returning id, subject_id)"
    " update import_batch b set job_id = made.id from made where b.county = :c and b.id = made.subject_id"
)


def opened(database: Engine, path: Path) -> UUID:
    made = uuid4()
    with database.begin() as connection:
        connection.execute(
            text(
                "insert into import_batch (county, region_code, id, profile, file_name, state, created_by, created_by_name)"
                " values (:c, :c, :id, 'households', 'x.xlsx', 'validating', :id, '向镇')"
            ),
            {"c": COUNTY, "id": made},
        )
        connection.execute(SET_TO_WORK, {"c": COUNTY, "list": made, "kind": "import.check", "id": CHECK})
    reading.folder(made).mkdir(parents=True)
    shutil.copyfile(path, reading.source(made))
    return made


def look(database: Engine) -> tuple[str, str | None, int, int, int]:
    """State, phase, and how many rows are reported, households and members there are."""
    with database.connect() as connection:
        counts = "(select coalesce(sum(rows), 0) from import_row), (select count(*) from household), (select count(*) from member)"
        return tuple(
            connection.execute(
                text(f"select b.state, j.phase, {counts} from import_batch b join job j on j.id = b.job_id")
            ).one()
        )


def killed_in_phase(database: Engine, process: multiprocessing.Process, phase: str, after: float) -> None:
    deadline = time.monotonic() + 30
    while look(database)[1] != phase and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(after)
    process.kill()
    process.join()


def test_a_killed_worker_leaves_nothing_by_halves(worker, database, tmp_path):
    make.workbook(tmp_path, make.member_rows(ROWS, within="511921119"), "list.xlsx")
    made = opened(database, tmp_path / "list.xlsx")
    for phase, after in (("reading", 0.3), ("comparing", 0.05)):
        killed_in_phase(database, worker(CHECK), phase, after)
        assert look(database)[0::2] in (("validating", 0, 0), ("ready", ROWS, 0))
    assert ended_well(worker(CHECK))
    assert look(database) == ("ready", None, ROWS, 0, 0)
    with database.begin() as connection:
        connection.execute(text("update import_batch set state = 'running'"))
        connection.execute(SET_TO_WORK, {"c": COUNTY, "list": made, "kind": "import.apply", "id": APPLY})
    for after in (0.02, 0.2, 0.4):
        killed_in_phase(database, worker(APPLY), "writing", after)
        state, _, _, _, members = look(database)
        assert (state, members) in (("running", 0), ("succeeded", ROWS))
    for _ in range(2):  # a job that is delivered twice does its work once
        assert ended_well(worker(APPLY))
        assert look(database)[0] == "succeeded"
        assert look(database)[4] == ROWS
    with database.connect() as connection:
        told = connection.scalar(text("select count(*) from audit_entry where action = 'import.applied'"))
    assert told == 1
