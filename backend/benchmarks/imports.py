"""W4: a member list of 100,000 rows as a workbook, and one of 400,000 rows as text: checked, reported, applied.

The limit is what nobody can do without: reading the workbook once, COPY of ready rows, the checks between rows in SQL,
and one plain INSERT each of households and members with all their indexes, no report, no history, no audit. The figures are
seconds of clock and of CPU (ours, the reading process, PostgreSQL).
"""

import resource
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import psutil
from python_calamine import load_workbook
from sqlalchemy import text

from benchmarks.county import HOME, County, anew, cpu, postgres
from benchmarks.jobs import do
from yihu.exchange import jobs as _jobs  # noqa: F401  its kinds of work are known
from yihu.exchange import kept, reading, setwise
from yihu.exchange.models import ImportBatch
from yihu.exchange.profile import Batch
from yihu.exchange.profiles.households import fields, plan, profile
from yihu.kernel.embedded import Embedded
from yihu.kernel.jobs import work
from yihu.seed.national_export import sample_rows, write

COUNTY, DAY = "511921", date(2026, 11, 23)
DATABASE = "lists"


@dataclass(frozen=True)
class Spent:
    clock: float
    cpu: float

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.clock + other.clock, self.cpu + other.cpu)

    def __str__(self) -> str:
        return f"{self.clock:6.1f} s clock  {self.cpu:6.1f} s CPU"


def measure() -> None:
    with postgres() as server:
        for rows, kind in ((100_000, "xlsx"), (400_000, "csv")):
            _compare(server, member_list(rows, kind), rows)


def member_list(rows: int, kind: str) -> Path:
    path = HOME / f"members-{rows}.{kind}"
    if not path.exists():
        write(path, sample_rows(rows, DAY))
    return path


def _compare(server: Embedded, path: Path, rows: int) -> None:
    found = anew(server, DATABASE)
    batch = opened(path)
    shutil.copyfile(path, reading.source(batch.import_id))
    checked = _spent(found, lambda: do("import.check", ImportBatch, COUNTY, batch.import_id))
    set_state(batch, "running")
    applied = _spent(found, lambda: do("import.apply", ImportBatch, COUNTY, batch.import_id))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    _check(rows)
    found = anew(server, DATABASE)
    read = _spent(found, lambda: _read(path))
    stored = _spent(found, lambda: _store(batch))
    ours, limit = checked + applied, read + stored
    print(f"W4 {path.name}: limit   {limit}  (reading {read.clock:.1f}, COPY, checks and INSERT {stored.clock:.1f})")
    print(f"    checked {checked}\n    applied {applied}")
    print(f"    ours    {ours}  = {ours.clock / limit.clock:.1f} x clock, {ours.cpu / limit.cpu:.1f} x CPU")
    print(
        f"    {rows / ours.clock:.0f} rows/s; each reading process took {peak} MB at most, the opened file shared",
        flush=True,
    )


def opened(path: Path) -> Batch:
    made = ImportBatch(
        county=COUNTY, region_code=COUNTY, id=uuid4(), profile="households", file_name=path.name, state="validating",
        created_by=UUID(int=0), created_by_name="benchmark",
    )  # fmt: skip
    with work() as session:
        session.add(made)
    reading.folder(made.id).mkdir(parents=True, exist_ok=True)
    return Batch(COUNTY, made.id, COUNTY, path.name)


def set_state(batch: Batch, state: str) -> None:
    with work() as session:
        session.get(ImportBatch, (COUNTY, batch.import_id)).state = state


def _check(rows: int) -> None:
    with work() as session:
        assert session.scalar(text("select count(*) from member")) == rows


def _spent(found: County, do: Callable[[], object]) -> Spent:
    clock, used = time.perf_counter(), _cpu(found)
    do()
    return Spent(time.perf_counter() - clock, _cpu(found) - used)


def _cpu(found: County) -> float:
    """This process with its children; PostgreSQL apart when it is not one of them."""
    me = psutil.Process()
    apart = found.postmaster not in me.children(recursive=True)
    return cpu(me) + (cpu(found.postmaster) if apart else 0.0)


def _read(path: Path) -> None:
    if path.suffix == ".xlsx":
        load_workbook(str(path)).get_sheet_by_index(0).to_python()
    else:
        path.read_bytes().decode("utf-8-sig")


def _store(batch: Batch) -> None:
    h, m = fields.HOUSEHOLD, fields.MEMBER
    own = ", ".join(c for c in setwise.columns_of(h) if c not in ("household_class", "other_causes"))
    people = ", ".join(c for c in setwise.columns_of(m) if c != "special_groups")
    with work() as session:
        kept.load(session, batch, profile.PROFILE)
        setwise.remake(session, "family", plan.FAMILY, batch.binds, "household_no")
        setwise.remake(session, "doubled", plan.DOUBLED, batch.binds)
        setwise.run(session, plan.CONTRADICTS, batch.binds)
        session.execute(
            text(
                f"insert into household (county, region_code, household_no, head_name, head_sort, {own})"
                f" select '{COUNTY}', region_code, household_no, name, name_sort, {own}"
                " from stage join family using (household_no) where row_no = ref_row"
            )
        )
        session.execute(
            text(
                f"insert into member (county, region_code, household_id, {people})"
                f" select '{COUNTY}', s.region_code, h.id, {', '.join(f's.{c}' for c in people.split(', '))}"
                f" from stage s join household h on h.county = '{COUNTY}' and h.household_no = s.household_no"
            )
        )
