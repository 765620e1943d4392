"""R14: 100,000 members out as the national form, in the clear, and in again: nothing may have changed.

As a workbook and as text; among the names are some that a spreadsheet would take for a formula.
"""

import shutil
import time
from pathlib import Path

from sqlalchemy import text

from benchmarks.county import anew, postgres
from benchmarks.exports import taken_away
from benchmarks.imports import COUNTY, DATABASE, member_list, opened, set_state
from benchmarks.jobs import do
from yihu.exchange import reading
from yihu.exchange.models import ImportBatch
from yihu.jobs import files
from yihu.kernel.jobs import work

ROWS, TOLD = 100_000, ("rows", "unchanged", "changed", "new", "rejected")
FORMULAS = text(
    """
    update member set name = (cast(:names as text[]))[1 + abs(hashtext(person_no)) / 500 % 5]
    where county = :county and relation <> '02' and abs(hashtext(person_no)) % 500 = 0
    """
)
LIKE_FORMULAS = ["=张", "+王", "-赵", "@李", "'陈"]


def measure() -> None:
    with postgres() as server:
        anew(server, DATABASE)
        _taken_in(member_list(ROWS, "csv"), "theirs.csv")
        with work() as session:
            session.execute(FORMULAS, {"county": COUNTY, "names": LIKE_FORMULAS})
        for form in ("xlsx", "csv"):
            began = time.monotonic()
            done = taken_away("household-members", form, clear=True)
            out = time.monotonic() - began
            counts = _taken_in(files.folder(done.id) / done.files[0]["name"], f"ours.{form}")
            files.forget(done.id)
            told = ", ".join(f"{what} {counts.get(what, 0)}" for what in TOLD)
            print(f"R14 {form}: {told}; out {out:.1f} s, in {time.monotonic() - began - out:.1f} s", flush=True)
            assert counts["unchanged"] == counts["rows"] == done.result["rows"]


def _taken_in(path: Path, name: str) -> dict[str, int]:
    """Check a list and, where it would change anything, carry it out; what its report counts."""
    batch = opened(Path(name))
    shutil.copyfile(path, reading.source(batch.import_id))
    do("import.check", ImportBatch, COUNTY, batch.import_id)
    with work() as session:
        counts = dict(session.get_one(ImportBatch, (COUNTY, batch.import_id)).counts)
    if counts.get("new") or counts.get("changed"):
        set_state(batch, "running")
        do("import.apply", ImportBatch, COUNTY, batch.import_id)
    return counts
