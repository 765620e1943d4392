"""Bad input: 10,000 rows that are all wrong against 10,000 that are all right, of the lists of ratings and of visits.

A bad list is told of row by row, nothing of it is written, and it takes at most twice what a clean one takes.
"""

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.county import HOME, anew, postgres
from benchmarks.jobs import do
from yihu.exchange import jobs as _jobs  # noqa: F401  its kinds of work are known
from yihu.exchange import reading
from yihu.exchange.models import ImportBatch
from yihu.kernel.jobs import work

COUNTY, ROWS, LIMIT = "511921", 10_000, 2.0
FILL = """
    insert into household (county, region_code, household_no, head_name, head_sort)
    select :county, v.code, '51192166' || lpad(n::text, 6, '0'), '户主', 'huzhu' from generate_series(1, :rows) n
    join (select code, row_number() over (order by code) - 1 as place, count(*) over () as places
          from region where level = 'village') v on v.place = n % v.places
"""
RATINGS = (
    ("户编号", "承贷银行", "评级日期", "信用等级", "授信额度"),
    ("农村商业银行", "2026-11-01", "优秀", "5万元"),
    ("火星银行", "2026-02-30", "", "5万5千"),
)
VISITS = (
    ("户编号", "走访人", "走访日期", "层级", "走访情况"),
    ("张三", "2026-11-01", "县级", "家中老人身体好转"),
    ("", "2026-02-30", "外星级", ""),
)
LISTS = {"credit_ratings": RATINGS, "visits": VISITS}


def measure() -> None:
    with postgres() as server:
        anew(server, "bad_rows", _fill)
        for profile, (header, good, bad) in LISTS.items():
            clean = _took(
                profile,
                _file(profile, "clean", header, (f"5119216{6_000_000 + n:07}" for n in range(1, ROWS + 1)), good),
            )
            faulty = _took(profile, _file(profile, "bad", header, ("?" * 41 for _ in range(ROWS)), bad))
            print(
                f"{profile}: {ROWS} rows clean {clean:.1f} s (checked and written), all bad {faulty:.1f} s"
                f" = {faulty / clean:.2f} x", flush=True,
            )  # fmt: skip
            assert faulty < LIMIT * clean


def _fill(session: Session) -> None:
    session.execute(text(FILL), {"county": COUNTY, "rows": ROWS})


def _file(profile: str, kind: str, header: tuple[str, ...], homes: Iterator[str], rest: tuple[str, ...]) -> Path:
    path = HOME / f"{kind}-{profile}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *([home, *rest] for home in homes)])
    return path


def _took(profile: str, path: Path) -> float:
    """Seconds to check the list and to carry out what it may; asserts that it did all or nothing."""
    made = ImportBatch(
        county=COUNTY, region_code=COUNTY, id=uuid4(), profile=profile, file_name=path.name, state="validating",
        created_by=UUID(int=0), created_by_name="benchmark",
    )  # fmt: skip
    with work() as session:
        session.add(made)
        session.flush()
        import_id = made.id
    reading.folder(import_id).mkdir(parents=True, exist_ok=True)
    reading.source(import_id).write_bytes(path.read_bytes())
    began = time.monotonic()
    do("import.check", ImportBatch, COUNTY, import_id)
    with work() as session:
        row = session.get(ImportBatch, (COUNTY, import_id))
        assert row is not None
        counts, errors = (
            row.counts,
            session.scalar(
                text("select count(*) from import_row where import_id = :id and errors <> '[]'"), {"id": import_id}
            ),
        )
        assert (counts["new"], counts["rejected"], errors) in ((ROWS, 0, 0), (0, ROWS, ROWS)), (
            row.state,
            counts,
            errors,
        )
        row.state = "running" if counts["new"] else row.state
    if counts["new"]:
        do("import.apply", ImportBatch, COUNTY, import_id)
    return time.monotonic() - began
