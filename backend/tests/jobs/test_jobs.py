"""Long work in one place: seen, stopped, given up, fetched."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text, update

from tests.make import COUNTY, TOWNSHIP
from yihu.accounts.models import User
from yihu.accounts.permissions import Permission
from yihu.jobs import files, queries, running, service, upkeep
from yihu.jobs.kinds import KINDS, kind
from yihu.jobs.models import Job
from yihu.jobs.run import Hopeless, Run
from yihu.jobs.schemas import JobDetail, JobRead
from yihu.kernel.audit import AuditEntry


@pytest.fixture
def steps():
    """Two steps of work, of which tests say what happens in between; what was stopped is told."""
    told = {"between": None, "stopped": []}

    def stopped(session, job) -> None:
        told["stopped"].append(job.state)

    @kind("tests.work", "试做", Permission.PLANS_REVIEW, stopped=stopped)
    def do(run: Run) -> None:
        run.tell(total=2, phase="first")
        with run.transaction() as session:
            run.check(session)
        run.tell(done=1, failed=1, phase="second")
        if told["between"]:
            told["between"](run)
        place = files.made_folder(run.job_id)
        (place / "结果.csv").write_text("户主\n张三\n", "utf-8")
        with run.transaction() as session:
            run.finish(
                session, result={"made": 1}, made=[files.Made(place / "结果.csv", "text/csv", 1)], errors=True, done=2
            )

    queries.jobs.cache_clear()  # an earlier test may have asked for the list
    yield told
    del KINDS["tests.work"]
    queries.jobs.cache_clear()


@pytest.fixture
def ask(session, steps):
    """`ask("xiangzhen")`: he has work done; its id."""

    def begin(username: str, **about) -> str:
        user = session.scalars(select(User).where(User.username == username)).one()
        caller = type(
            "Caller", (), {"county": COUNTY, "region_code": user.region_code, "id": user.id, "name": user.name}
        )
        made = service.start(session, caller, "tests.work", about="两步", **about)
        session.commit()
        return str(made)

    return begin


def job_of(session, made: str) -> Job:
    session.expire_all()
    return session.scalars(select(Job).where(Job.id == made)).one()


def test_work_is_seen_by_his_equals_and_its_file_fetched_by_himself(client, session, ask, run_jobs):
    made, officer = ask("xiangzhen"), client("xiangzhen")
    waiting = JobDetail.model_validate(officer.get(f"/jobs/{made}").json())
    assert (waiting.title, waiting.state, waiting.about, waiting.mine) == ("试做", "waiting", "两步", True)
    assert officer.get(f"/jobs/{made}").headers["retry-after"]
    run_jobs()
    done = JobDetail.model_validate(officer.get(f"/jobs/{made}").json())
    assert (done.state, done.result, done.progress.done, done.progress.failed) == (
        "succeeded_with_errors",
        {"made": 1},
        2,
        1,
    )
    (file,) = done.files
    assert file.url
    assert officer.get(file.url.removeprefix("/api/v1")).text == "户主\n张三\n"
    told = session.scalars(select(AuditEntry).where(AuditEntry.action == "job.file_fetched")).one()
    assert told.details["sha256"] == file.sha256
    assert officer.get(file.url.removeprefix("/api/v1")[:-3] + "xyz").json()["code"] == "file_gone"

    county = client("xianji")
    seen = [JobRead.model_validate(one) for one in county.get("/jobs").json()["items"]]
    assert [(str(one.id), one.mine, one.asked_by_name) for one in seen] == [(made, False, "向镇")]
    assert county.get("/jobs", params={"mine": True}).json()["items"] == []
    assert [one["url"] for one in county.get(f"/jobs/{made}").json()["files"]] == [None]
    assert county.get(file.url.removeprefix("/api/v1")).status_code == 404
    assert county.delete(f"/jobs/{made}").json()["code"] == "job_not_yours"
    for other in ("cunganbu", "linzhen", "bumen"):
        assert client(other).get(f"/jobs/{made}").status_code == 404, other

    upkeep.forget_job_files.func()
    assert files.folder(done.id).is_dir()
    session.execute(update(Job).values(files_until=Job.created_at))
    session.commit()
    upkeep.forget_job_files.func()
    assert not files.folder(done.id).exists()
    assert [one["url"] for one in officer.get(f"/jobs/{made}").json()["files"]] == [None]


def test_work_lost_on_its_way_is_queued_again(session, ask, run_jobs):
    made = ask("xiangzhen", lock="one after the other")
    upkeep.find_lost_jobs.func()
    assert session.scalar(text("select count(*) from procrastinate_jobs")) == 1, "what waits is not lost"
    session.execute(text("update procrastinate_jobs set status = 'failed'"))
    session.commit()
    upkeep.find_lost_jobs.func()
    session.expire_all()
    session.execute(text("delete from procrastinate_jobs where status = 'failed'"))
    assert session.scalars(text("select lock from procrastinate_jobs")).all() == ["one after the other"]
    session.commit()
    run_jobs()
    assert job_of(session, made).state == "succeeded_with_errors"
    upkeep.find_lost_jobs.func()
    assert session.scalar(text("select count(*) from procrastinate_jobs")) == 0, "what has ended is not lost"


def test_what_waits_is_stopped_at_once_and_what_runs_at_its_next_step(client, session, ask, run_jobs, steps):
    officer, first = client("xiangzhen"), ask("xiangzhen")
    assert officer.delete(f"/jobs/{first}").json()["state"] == "cancelled"
    run_jobs()
    second = ask("xiangzhen")
    seen = []

    def cancel(run) -> None:
        answer = officer.delete(f"/jobs/{second}").json()
        seen.append((answer["state"], answer["cancelling"], answer["progress"]["done"]))

    steps["between"] = cancel
    run_jobs()
    assert seen == [("running", True, 1)]
    assert officer.get(f"/jobs/{second}").json()["state"] == "cancelled"
    assert officer.get(f"/jobs/{second}").json()["files"] == []
    assert steps["stopped"] == ["cancelled", "cancelled"]
    assert officer.delete(f"/jobs/{second}").json()["code"] == "job_ended"
    assert session.query(AuditEntry).filter_by(action="job.cancelled").count() == 2


def test_work_that_fails_says_why_and_is_given_up_when_it_kills_its_workers(client, session, ask, run_jobs, steps):
    def refuse(run) -> None:
        raise Hopeless("没有可做的")

    def dies(run) -> None:
        raise KeyboardInterrupt

    steps["between"] = refuse
    hopeless, officer = ask("xiangzhen"), client("xiangzhen")
    run_jobs()
    told = officer.get(f"/jobs/{hopeless}").json()
    assert (told["state"], told["problem"]) == ("failed", "没有可做的")

    steps["between"], poison = dies, ask("xiangzhen")
    for _ in range(running.MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            running.do_job.func(COUNTY, poison)
        assert job_of(session, poison).state == "running"
    running.do_job.func(COUNTY, poison)
    assert officer.get(f"/jobs/{poison}").json()["problem"] == running.POISON
    assert steps["stopped"] == ["failed", "failed"]


def test_a_worker_that_only_seemed_dead_leaves_no_trace(client, session, ask, run_jobs, steps):
    """Its lease was lost, another has done the work meanwhile."""
    again, made = [], ask("xiangzhen", region_code=TOWNSHIP, subject=("plan", uuid4()))

    def asleep(run) -> None:
        if not again:
            again.append(run.attempt)
            running.do_job.func(COUNTY, made)

    steps["between"] = asleep
    run_jobs()
    job = job_of(session, made)
    assert (again, job.attempt, job.state, job.done) == ([1], 2, "succeeded_with_errors", 2)
