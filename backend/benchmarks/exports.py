"""W5: lists of 100,000 rows taken away in each format, masked and in the clear; the job alone, on a county of its own."""

import resource
import time
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.county import anew, postgres
from yihu.exchange import exporting, exports  # noqa: F401  the lists are known
from yihu.exchange.export import EXPORTS
from yihu.jobs import files
from yihu.jobs.models import Job
from yihu.jobs.running import do_job
from yihu.kernel.crypto import seal
from yihu.kernel.jobs import work
from yihu.seed.service import COUNTY

ROWS = 100_000
FILL = (
    """
    insert into household (county, region_code, household_no, head_name, head_sort, household_class, status, main_cause,
                           natural_village, member_count, net_income_per_capita, income_year, phone, phone_masked)
    select :county, v.code, '51192177' || lpad(n::text, 8, '0'), '户主' || n, 'huzhu' || n, 'general_exited', 'exited', 'illness',
           '三组', 1, 9860.50 + n % 1000, 2025, :phone, '138****5678'
    from generate_series(1, :rows) n
    join (select code, row_number() over (order by code) - 1 as place, count(*) over () as many
          from region where level = 'village' and valid_to is null and code like '511921%') v on v.place = n % v.many
    """,
    """
    insert into member (county, region_code, household_id, person_no, name, name_initials, name_sort, relation, sex, born_on, nation,
                        education, schooling, health, labour, id_number, id_masked)
    select county, region_code, id, household_no || '01', head_name, 'hz', head_sort, '02', '1', '1970-01-01', '01', '70',
           'not_student', 'healthy', 'ordinary', :number, '5119**********1234'
    from household where county = :county
    """,
)


def measure() -> None:
    with postgres() as server:
        anew(server, "exports", _fill)
        for name, form, clear in (
            ("households", "xlsx", False), ("households", "csv", False), ("households", "ndjson", False),
            ("household-members", "xlsx", True), ("household-members", "csv", True),
        ):  # fmt: skip
            _tell(name, form, clear)


def _fill(session: Session) -> None:
    sealed = {"phone": seal("13812345678", "household.phone"), "number": seal("511921197001011234", "member.id_number")}
    for sql in FILL:
        session.execute(text(sql), {"county": COUNTY, "rows": ROWS, **sealed})


def _tell(name: str, form: str, clear: bool) -> None:
    began, before = time.monotonic(), time.process_time()
    done = taken_away(name, form, clear)
    spent, cpu = time.monotonic() - began, time.process_time() - before
    assert done.result["rows"] == ROWS
    files.forget(done.id)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"W5 {ROWS} rows x {len(EXPORTS[name].columns)} of {name} as {form}{' in the clear' if clear else ''}: {spent:.1f} s"
        f" ({cpu:.1f} s of CPU here), {done.files[0]['size'] >> 20} MB, peak so far {peak} MB",
        flush=True,
    )


def taken_away(name: str, form: str, clear: bool) -> Job:
    """The job that took a list of the whole county away; its files are there until they are forgotten."""
    export = EXPORTS[name]
    (listing,) = export.listings()
    args = {
        "export": name, "variant": 0, "area": {"county": COUNTY, "lo": COUNTY, "hi": f"{COUNTY}:"}, "filters": {},
        "sort": listing.default_sort, "format": form, "clear": clear,
    }  # fmt: skip
    with work() as session:
        job = Job(
            county=COUNTY,
            region_code=COUNTY,
            kind="export.list",
            args=args,
            asked_by=UUID(int=0),
            asked_by_name="benchmark",
        )
        session.add(job)
        session.flush()
        job_id = job.id
    do_job.func(COUNTY, str(job_id))
    with work() as session:
        done = session.get_one(Job, (COUNTY, job_id))
        assert done.state == "succeeded", done.problem
        session.expunge(done)
    return done
