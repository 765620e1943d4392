"""The reading process: `python -m yihu.exchange.child`. Its limits keep a hostile file from hurting anyone else.

It reads one JSON order from standard input, has no database, and answers with JSON lines: progress, then the outcome.
"""

import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yihu.exchange.cells import ESCAPES, NULL, SINCE_1904, CellError, Memo, count_days_from
from yihu.exchange.form import Book, Form, Part, Read
from yihu.exchange.forms import form_of
from yihu.exchange.objects import Faulty
from yihu.exchange.rejected import write_rejected
from yihu.exchange.sheets import Table, counts_from_1904, open_table
from yihu.exchange.unreadable import FileUnreadable
from yihu.kernel.processes import end_with_parent

MEMORY = 1536 * 2**20
SECONDS = 240
ROWS = 1_000_000
TELL = 20_000
HEADINGS = 100
"""Most columns that are told of as not read."""
HANDS = 2
"""Processes that share the reading of one list."""

NO_FAULTS: Mapping[int | None, CellError] = {}

Line = Callable[[int, Sequence[Any]], str]
"""Row number and cells to one line of COPY text: row number, faults as JSON, the staging columns."""


@dataclass(frozen=True)
class Step:
    """One part of the form in this file."""

    read: Read
    places: list[int | None]
    """Where its cells stand; None for a column that the file does not have."""
    empty: str
    """Its fields when there is nothing to read."""
    column: str
    """The column to name when it fails."""

    @property
    def given(self) -> set[int]:
        """Where the cells stand that this file has."""
        return {place for place in self.places if place is not None}

    def cell(self, cells: Sequence[Any]) -> Any:
        found = [None if place is None else cells[place] for place in self.places]
        return found[0] if len(found) == 1 else tuple(found)


def liner(form: Form, table: Table, book: Book) -> Line:
    """Compile the columns this file has into one function per row."""
    width = max(table.places.values()) + 1
    steps = [_step(part, table, book) for part in form.parts]
    quickly, titles, padding = _compiled(steps), form.titles, [None] * width
    names: dict[int | None, str | None] = {None: None}
    names |= {place: titles[field] for field, place in table.places.items()}

    def line(row_no: int, cells: Sequence[Any]) -> str:
        if type(cells) is Faulty:
            return slowly(row_no, cells, cells.faults)
        if len(cells) < width:
            cells = [*cells, *padding]
        try:
            return quickly(row_no, cells)
        except CellError:
            return slowly(row_no, cells)

    def slowly(row_no: int, cells: Sequence[Any], faults: Mapping[int | None, CellError] = NO_FAULTS) -> str:
        """A row with a fault: every column is read on its own, so that all faults are told at once."""
        fields: list[str] = []
        errors = [_fault(names[place], fault) for place, fault in faults.items()]
        for step in steps:
            if None in faults or not faults.keys().isdisjoint(step.given):
                fields.append(step.empty)
                continue
            try:
                fields.append(step.read(step.cell(cells)))
            except CellError as error:
                fields.append(step.empty)
                errors.append(_fault(titles[error.column or step.column], error))
        told = json.dumps(errors, ensure_ascii=False).translate(ESCAPES)
        return "\t".join([str(row_no), told, *fields]) + "\n"

    return line


def _fault(column: str | None, error: CellError) -> dict[str, str | None]:
    return {"column": column, "code": error.code, "message": error.message}


def _step(part: Part, table: Table, book: Book) -> Step:
    empty = "\t".join([NULL] * len(part.into))
    places = [table.places.get(field) for field in part.columns]
    read = _nothing(empty) if not any(place is not None for place in places) else part.reader(book)
    return Step(read, places, empty, part.columns[0])


def _nothing(empty: str) -> Read:
    """Of a column that this file does not have."""
    return lambda _: empty


def _compiled(steps: Sequence[Step]) -> Line:
    """A function of one expression, written for this file: going over the steps anew for each row costs a quarter more.

    Nothing of the file gets into its text but the numbers of columns.
    """
    known: dict[str, Any] = {}
    fields = []
    for number, step in enumerate(steps):
        if not step.given:
            fields.append(step.empty.replace("\\", r"\\"))
            continue
        cells = ["None" if place is None else f"cells[{place}]" for place in step.places]
        cell = cells[0] if len(cells) == 1 else f"({', '.join(cells)})"
        memo = getattr(step.read, "__self__", None)
        known[f"read_{number}"] = memo if isinstance(memo, Memo) else step.read
        fields.append(f"{{read_{number}[{cell}]}}" if isinstance(memo, Memo) else f"{{read_{number}({cell})}}")
    line_text = r"\t".join(["{row_no}", NULL.replace("\\", r"\\"), *fields])
    exec(f"def line(row_no, cells): return f'{line_text}\\n'", known)  # noqa: S102
    line: Line = known["line"]
    return line


def parse(form: Form, table: Table, book: Book, target: Path, hands: int) -> dict[str, Any]:
    """Write every row that is not blank as COPY text; how many there are and which columns were not used.

    The file has been opened once; from here on `hands` processes go over its rows and each writes its share, as a file of
    its own in the folder `target`.
    """
    target.mkdir()
    others = [_apart(form, table, book, Share(target, hand, hands)) for hand in range(1, hands)]
    count = _write(form, table, book, Share(target, 0, hands)) + sum(_told(other) for other in others)
    if count == 0:
        raise FileUnreadable("no_rows", "表头下面没有数据")
    _check(count)
    return {"rows": count, "ignored": table.ignored[:HEADINGS]}


@dataclass(frozen=True)
class Share:
    """Which of the processes this is."""

    folder: Path
    hand: int
    of: int


@dataclass(frozen=True)
class Other:
    """A process that reads another share, and the pipe through which it tells how that ended."""

    process: int
    answer: int


def _apart(form: Form, table: Table, book: Book, share: Share) -> Other:
    """A process that shares the opened file's memory."""
    leave_too = end_with_parent(signal.SIGKILL)
    answer, said = os.pipe()
    process = os.fork()
    if process:
        os.close(said)
        return Other(process, answer)
    try:
        leave_too()
        try:
            told: dict[str, Any] = {"rows": _write(form, table, book, share)}
        except FileUnreadable as problem:
            told = {"code": problem.code, "message": str(problem)}
        os.write(said, json.dumps(told).encode())
    except BaseException:  # noqa: BLE001  this process ends here
        os._exit(1)
    os._exit(0)


def _told(other: Other) -> int:
    """How many rows it read."""
    with os.fdopen(other.answer, "rb") as answer:
        told = answer.read()
    if os.waitpid(other.process, 0)[1]:
        raise MemoryError
    found = json.loads(told)
    if "code" in found:
        raise FileUnreadable(**found)
    return int(found["rows"])


def _write(form: Form, table: Table, book: Book, share: Share) -> int:
    """How many rows this share has that are not blank."""
    line = liner(form, table, book)
    count = 0
    with (share.folder / str(share.hand)).open("w", encoding="utf-8") as file:
        for row_no, cells in table.rows(share.hand, share.of):
            if not any(cells) and type(cells) is not Faulty and all(cell is None or cell == "" for cell in cells):
                continue
            file.write(line(row_no, cells))
            count += 1
            if count % TELL == 0:
                _check(count)
                if share.hand == 0:
                    say(done=count * share.of)
    return count


def _check(count: int) -> None:
    if count > ROWS:
        raise FileUnreadable("too_many_rows", f"一次最多导入 {ROWS} 行，请分成几份")


def say(**what: Any) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)  # noqa: T201  the answer to the parent


def main() -> None:
    gc.disable()  # rows make no cycles, and looking for some takes an eighth of the time
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = json.load(sys.stdin)
    form = form_of(order["form"])
    try:
        table = open_table(Path(order["source"]), form.columns, order["columns"])
        if counts_from_1904(Path(order["source"])):
            count_days_from(SINCE_1904)
        target = Path(order["target"])
        if "rejected" in order:
            write_rejected(table, {int(row): why for row, why in order["rejected"].items()}, target)
            say(result={})
        else:
            book = Book(**order["book"])
            say(result=parse(form, table, book, target, min(HANDS, len(os.sched_getaffinity(0)))))
    except FileUnreadable as problem:
        say(problem={"code": problem.code, "message": str(problem), "headings": problem.headings[:HEADINGS]})
    except MemoryError:
        say(problem={"code": "file_too_large_unpacked", "message": "文件内容过大，请删去多余的空白区域或分成几份"})


if __name__ == "__main__":
    main()
