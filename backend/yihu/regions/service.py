import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import column, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlalchemy.orm import Session

from yihu.regions import queries
from yihu.regions.models import Region, RegionAlias
from yihu.regions.names import Level, level_of, parent_of, short_name, spelling, stem

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class RegionRow:
    """One line of a region file; dates as ISO text, empty fields as None."""

    code: str
    name: str
    parent_code: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successor_code: str | None = None
    aliases: tuple[str, ...] = ()


def read_file(path: Path) -> Iterator[RegionRow]:
    """Read a file written by `extract.write_county`, or one that Excel has saved as UTF-8 CSV since."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield RegionRow(
                code=row["code"],
                name=row["name"],
                parent_code=row["parent_code"] or None,
                valid_from=row["valid_from"] or None,
                valid_to=row["valid_to"] or None,
                successor_code=row["successor_code"] or None,
                aliases=tuple(filter(None, row["aliases"].split("|"))),
            )


def county_file(county: str) -> Path:
    return DATA / f"{county}.csv"


def load_county(session: Session, county: str, rows: Iterable[RegionRow]) -> int:
    """Write a county's regions and the province and prefecture above it; return how many rows were given.

    Loading again changes names and periods to those of the file, but keeps a successor and the aliases that someone
    has added since.
    """
    given = list(rows)
    for row in given:
        if not (row.code.startswith(county) or county.startswith(row.code)):
            raise ValueError(f"{row.code} 不属于 {county}")
    session.execute(_upsert([_stored(row) for row in given]))
    known = [{"region_code": row.code, "alias": alias} for row in given for alias in row.aliases]
    if known:
        session.execute(insert(RegionAlias).on_conflict_do_nothing(), known)
    return len(given)


def _stored(row: RegionRow) -> dict[str, str | None]:
    stored = {name: value for name, value in asdict(row).items() if name != "aliases"}
    return stored | {
        "short_name": short_name(row.name),
        "level": level_of(row.code).value,
        "parent_code": row.parent_code or parent_of(row.code),
    }


def _upsert(rows: list[dict[str, str | None]]) -> Insert:
    """One statement for all rows, so that a row may name a parent or a successor that comes later in the file."""
    stored = [*Region.__table__.columns]
    given = (
        func.jsonb_to_recordset(literal(rows, JSONB))
        .table_valued(*(column(each.name, each.type) for each in stored))
        .render_derived(with_types=True)
    )
    added = insert(Region).from_select([each.name for each in stored], select(given))
    changed: dict[str, Any] = {each.name: added.excluded[each.name] for each in stored if not each.primary_key}
    changed["successor_code"] = func.coalesce(added.excluded.successor_code, Region.successor_code)
    differs = or_(*(getattr(Region, name).is_distinct_from(value) for name, value in changed.items()))
    return added.on_conflict_do_update(index_elements=[Region.code], set_=changed, where=differs)


def resolve_names(session: Session, county: str, on: date) -> dict[tuple[str, str], str]:
    """Map (township, village) as lists write them to the code of the village that exists on a day.

    Look up with `names.spelling` of both cells: formal name, spoken name, proper name alone and aliases are known. A
    spelling that two villages of a township share is left out, for a guess would move a household. An ended village
    leads to its successor when that is known.
    """
    rows = {row.code: row for row in session.scalars(select(Region).where(queries.below(county)).order_by(Region.code))}
    aliases = defaultdict(set)
    for code, alias in session.execute(select(RegionAlias.region_code, RegionAlias.alias)):
        aliases[code].add(alias)
    townships: dict[str, set[str]] = {}
    found: dict[tuple[str, str], set[tuple[int, str]]] = defaultdict(set)
    for row in rows.values():
        if row.level == Level.TOWNSHIP:
            townships[row.code] = set(_spellings(row, aliases[row.code]))
        target = _today(row, rows, on) if row.level == Level.VILLAGE else None
        if target:
            for spelled, rank in _spellings(row, aliases[row.code]).items():
                for township in townships[row.code[:9]]:
                    found[township, spelled].add((rank, target))
    best = {key: {code for rank, code in hits if rank == min(hits)[0]} for key, hits in found.items()}
    return {key: codes.pop() for key, codes in best.items() if len(codes) == 1}


def _spellings(row: Region, aliases: set[str]) -> dict[str, int]:
    """Every form a list may use, with its rank: the name itself beats an alias, an alias beats the bare stem."""
    ranked = [(2, stem(row.name)), *((1, spelling(alias)) for alias in aliases), (0, spelling(row.name))]
    return {spelled: rank for rank, spelled in ranked}


def _today(row: Region, rows: dict[str, Region], on: date) -> str | None:
    """Follow successors to a region that exists; none when the trail ends."""
    seen: set[str] = set()
    while row.valid_to is not None and row.valid_to <= on:
        seen.add(row.code)
        if row.successor_code is None or row.successor_code in seen or row.successor_code not in rows:
            return None
        row = rows[row.successor_code]
    return row.code
