"""Taking a list away: the rows stream from a cursor of the server through the cells into one file."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, Text, cast, func, literal_column, select
from sqlalchemy.orm import Session

from yihu.accounts import confirming
from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.exchange import following
from yihu.exchange.asking import Asked
from yihu.exchange.columns import harmless, reader
from yihu.exchange.export import EXPORTS, Export, of
from yihu.exchange.export_schemas import ExportForm
from yihu.exchange.problems import ListNotExported, NothingMasked
from yihu.exchange.writing import MEDIA, MOST, Format, Line, write_csv, write_ndjson, write_xlsx
from yihu.jobs import files
from yihu.jobs import service as centre
from yihu.jobs.kinds import kind
from yihu.jobs.run import Hopeless, Run
from yihu.kernel import audit, clock
from yihu.kernel.db import Area
from yihu.kernel.problems import NotAllowed
from yihu.policy import service as policy

QUERY = re.compile(r"([?&]q=)[^&]*")
"""What was searched for may be a name."""
STEP = 5000
"""Rows fetched at a time, and between two words about how far it is."""


def ask(session: Session, user: Caller, asked: Asked, form: ExportForm) -> UUID:
    """Queue it. Errors: ListNotExported; NotAllowed or NothingMasked for what is wanted in the clear; `following.since`'s."""
    found = of(asked.listing)
    if found is None:
        raise ListNotExported
    export, variant = found
    if form.clear:
        if Permission.PERSONAL_DATA_EXPORT not in user.permissions:
            raise NotAllowed("您不能导出未脱敏的个人信息")
        if not export.clear:
            raise NothingMasked
        confirming.require(session, user)
    args = {
        "export": export.name, "variant": variant, "area": asked.area, "filters": asked.filters, "sort": asked.sort,
        "format": form.format, "clear": form.clear, "since": following.since(session, export, form.since),
    }  # fmt: skip
    made = centre.start(
        session, user, "export.list", about=f"{export.title}（{_manner(form)}）",
        args=json.loads(json.dumps(args, default=str)), lock=f"exports of {user.id}",
    )  # fmt: skip
    audit.record(
        session, "export.asked", county=user.county, region_code=user.region_code, subject=("job", made),
        list=QUERY.sub(r"\1***", form.list), format=form.format.value, clear=form.clear, reason=form.reason,
    )  # fmt: skip
    return made


def _manner(form: ExportForm) -> str:
    masked, whole = ("，未脱敏" if form.clear else ""), ("，变动过的" if form.since else "")
    return f"{form.format.value.upper()}{masked}{whole}"


@kind("export.list", "导出清单")
def export_list(run: Run) -> None:
    """One file, and one of what has gone; begun anew when an earlier try has died."""
    args, export = run.args, EXPORTS[run.args["export"]]
    listing, start = export.listings()[args["variant"]], args.get("since", {})
    values = {**args["area"], **args["filters"], **start}
    with run.transaction(Area(run.county, run.region_code)) as session:
        result: dict[str, Any] = {"sync_token": following.reached(session)} if export.follows else {}
        query = whole = listing.whole(frozenset(args["filters"]), args["sort"])
        if start and export.follows:
            query = following.changed(whole, export.follows, start)
        made = [_written(run, session, export, query, values)]
        result |= {"rows": made[0].rows}
        if start and export.follows:
            gone = session.execute(following.gone(whole, export.follows, start), values).mappings().all()
            result |= {"removed": len(gone)}
            if args["format"] == Format.NDJSON:
                made.append(_told_gone(gone, made[0].path))
        run.finish(session, result=result, made=made, done=made[0].rows, total=made[0].rows)


def _written(
    run: Run, session: Session, export: Export, query: Select[*tuple[Any, ...]], values: Mapping[str, Any]
) -> files.Made:
    form, clear = Format(run.args["format"]), export.clear if run.args["clear"] else {}
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery()), dict(values)) or 0
    if total > MOST.get(form, total):
        raise Hopeless(f"共 {total:,} 行，超过一个工作表能放的 {MOST[form]:,} 行，请缩小范围，或改用 CSV")
    run.tell(total=total, phase="exporting")
    target = files.made_folder(run.job_id) / f"{export.title}-{clock.business_date():%Y%m%d}.{form}"
    count = _Count(run)
    if form is Format.NDJSON:
        write_ndjson(count.through(_texts(session, query, values, clear)), target)
    else:
        titles = list(export.columns)
        labels = {name: policy.labels(session, name) for name in export.lists}
        lines = count.through(_lines(session, query, values, clear, export, labels))
        if form is Format.XLSX:
            write_xlsx(lines, titles, target, export.title)
        else:
            write_csv(lines, titles, target)
    return files.Made(target, MEDIA[form], count.rows)


def _told_gone(rows: Sequence[RowMapping], beside: Path) -> files.Made:
    target = beside.with_stem(f"{beside.stem}-不再列入")
    write_ndjson((json.dumps({"op": "REMOVE", **row}, default=str) for row in rows), target)
    return files.Made(target, MEDIA[Format.NDJSON], len(rows))


class _Count:
    """Counts what goes through and tells of it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.rows = 0

    def through(self, rows: Iterator[Any]) -> Iterator[Any]:
        for row in rows:
            self.rows += 1
            if self.rows % STEP == 0:
                self.run.tell(done=self.rows)
            yield row


def _stream(session: Session, query: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Iterator[RowMapping]:
    found = session.execute(query, dict(values), execution_options={"yield_per": STEP})
    yield from found.mappings()


def _lines(
    session: Session, query: Select[*tuple[Any, ...]], values: Mapping[str, Any], clear: Mapping[str, Any], export: Export,
    labels: Mapping[str, Mapping[str, str]],
) -> Iterator[Line]:  # fmt: skip
    readers = [(title, reader(column, labels)) for title, column in export.columns.items()]
    opened = [
        (title, f"_clear_{name}") for title, name in export.columns.items() if isinstance(name, str) and name in clear
    ]
    for row in _stream(session, _with(query, clear), values):
        line = {title: read(row) for title, read in readers}
        for title, name in opened:
            line[title] = harmless(row[name]) if row[name] else None
        yield line


def _texts(
    session: Session, query: Select[*tuple[Any, ...]], values: Mapping[str, Any], clear: Mapping[str, Any]
) -> Iterator[str]:
    names = [column.name for column in query.subquery().c]
    rows = _with(query, clear).subquery("cut")
    item = select(*(rows.c[name] for name in names)).correlate(rows).subquery("_row")
    text = cast(select(func.row_to_json(literal_column("_row"))).select_from(item).scalar_subquery(), Text)
    opened = {name: rows.c[f"_clear_{name}"] for name in clear}
    for row in _stream(session, select(text.label("text"), *opened.values()).select_from(rows), values):
        told: str = row["text"]
        if opened:
            told = json.dumps(json.loads(told) | {name: row[f"_clear_{name}"] for name in opened}, ensure_ascii=False)
        yield told


def _with(query: Select[*tuple[Any, ...]], clear: Mapping[str, Any]) -> Select[*tuple[Any, ...]]:
    """Besides the masked columns the sealed ones behind them."""
    return query.add_columns(*(column.label(f"_clear_{name}") for name, column in clear.items()))
