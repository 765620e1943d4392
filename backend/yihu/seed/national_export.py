"""The member export of the national system: thirty columns, one row per person, the household repeated on each row.

Written out of invented households, clean or with planted faults, for tests, benchmarks and try-outs of the import.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import write_worksheet

from yihu.households.identity import check_digit
from yihu.policy import service as policy
from yihu.regions.names import short_name
from yihu.regions.service import county_file, read_file
from yihu.seed import generate
from yihu.seed.generate import DemoHousehold
from yihu.seed.people import Person

COLUMNS = (
    "行政县", "乡镇", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系", "民族", "文化程度",
    "在校生状况", "健康状况", "劳动技能", "务工状况", "务工时间", "参加大病医疗", "脱贫属性", "脱贫年度", "贫困户属性", "主要致贫原因",
    "危房户", "饮水安全", "饮水困难", "人均纯收入", "联系电话", "照片", "帮扶人电话", "位置",
)  # fmt: skip

KINSHIP = {
    "02": "户主", "10": "配偶", "20": "之子", "30": "之女", "38": "之儿媳", "28": "之女婿", "41": "之孙子", "42": "之孙女",
    "51": "之父", "52": "之母", "53": "之公公", "54": "之婆婆", "73": "之兄弟姐妹",
}  # fmt: skip
"""How the national system writes kinship: 73 becomes a brother or sister without saying which."""

Cell = str | int | float | None
Row = dict[str, Cell]
Labels = Mapping[str, Mapping[str, str]]
"""List -> code -> label."""
Places = Mapping[str, tuple[str, str, str]]
"""Village code -> names of county, township and village."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault and where it is."""

    kind: str
    row_no: int
    """Row of the sheet, the first is 1."""
    household_no: str
    column: str
    refused: bool
    """Whether the import must refuse the row; a disability card number is only unusual."""


def member_rows(households: Iterable[DemoHousehold], places: Places, labels: Labels) -> Iterator[Row]:
    for household in households:
        shared = _household_cells(household, places, labels)
        for number, person in enumerate(household.members, 1):
            cells = shared | _member_cells(household, number, person, labels)
            yield {column: cells.get(column) for column in COLUMNS}


def _household_cells(household: DemoHousehold, places: Places, labels: Labels) -> Row:
    found, members = household.standing, len(household.members)
    county, township, village = places[household.village_code]
    lines = household.income[max(household.income)]
    net = sum(-amount if item == "production_cost" else amount for item, amount in lines.items())
    return {
        "行政县": county,
        "乡镇": township,
        "行政村": village,
        "自然村": household.group_name,
        "户编号": household.household_no,
        "人数": members,
        "脱贫属性": labels["household_status"].get(found.status or ""),
        "脱贫年度": found.exited_year,
        "贫困户属性": labels["household_type"].get(found.household_type or ""),
        "主要致贫原因": labels["poverty_cause"].get(found.main_cause or ""),
        "危房户": _yes(found.unsafe_housing),
        "饮水安全": _yes(not found.water_difficult),
        "饮水困难": _yes(found.water_difficult),
        "人均纯收入": round(float(net) / members, 2),
        "联系电话": household.phone,
    }


def _member_cells(household: DemoHousehold, number: int, person: Person, labels: Labels) -> Row:
    return {
        "人编号": f"{household.household_no}{number:02d}",
        "姓名": person.name,
        "证件号码": person.id_number,
        "与户主关系": KINSHIP[person.relation],
        "民族": labels["nation"][person.nation],
        "文化程度": labels["education"][person.education],
        "在校生状况": labels["schooling"][person.schooling],
        "健康状况": labels["health"][person.health],
        "劳动技能": labels["labour"][person.labour],
        "务工状况": labels["work_status"][person.work_status] if person.works else None,
        "务工时间": person.work_months if person.works else None,
        "参加大病医疗": _yes(person.insured),
    }


def _yes(value: bool) -> str:
    return "是" if value else "否"


def sample_rows(count: int, on: date, *, within: str = "511921", seed: int = 1) -> list[Row]:
    """Exactly `count` rows of households spread over the villages of a shipped county that exist on a day."""
    regions = {row.code: row for row in read_file(county_file(within[:6]))}
    codes = [c for c, row in regions.items() if c.startswith(within) and len(c) == 12 and not row.valid_to]
    places = {c: (regions[c[:6]].name, regions[c[:9]].name, short_name(regions[c].name)) for c in codes}
    made = generate.demo(generate.shares(codes, count // 3 + 30, seed), seed, on, [on.year - 1])
    rows = list(islice(member_rows(made, places, shipped_labels()), count))
    last = [row for row in rows[-12:] if row["户编号"] == rows[-1]["户编号"]]
    for row in last:
        row["人数"] = len(last)
    return rows


def shipped_labels() -> Labels:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    with (policy.DATA / "code_lists.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labels[row["list"]][row["code"]] = row["label"]
    return labels


def write(
    path: Path,
    rows: Iterable[Row],
    *,
    faults: int = 0,
    seed: int = 1,
    title: str | None = None,
    encoding: str = "utf-8-sig",
) -> list[Planted]:
    """Write a workbook (.xlsx) or a text file (.csv, in `encoding`, which may be gb18030).

    `faults` of each kind are planted, each in another household; `title` adds two lines above the header, merged over
    all columns in a workbook. Returns what was planted.
    """
    lines = list(rows)
    above = 2 if title else 0
    planted = plant(lines, faults, random.Random(seed), first_row=above + 2) if faults else []
    if path.suffix == ".xlsx":
        last = len(COLUMNS) - 1
        merged: list[Any] | None = (
            [(0, 0, 0, last, title), (1, 0, 1, last, "填报单位(盖章) 填报日期")] if title else None
        )
        write_worksheet(lines, str(path), sheet_name="成员信息", header_row=above, merge_ranges=merged)
        return planted
    with path.open("w", encoding=encoding, newline="") as file:
        if title:
            csv.writer(file).writerows([[title], ["填报单位(盖章)", "填报日期"]])
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(lines)
    return planted


def plant(lines: list[Row], count: int, rng: random.Random, first_row: int) -> list[Planted]:
    """Spoil `count` households for each kind of fault, in place; `first_row` is the sheet row of the first line.

    Each fault has a household of its own; the persons it doubles come from households that stay clean.
    """
    heads = [place for place, row in enumerate(lines) if row["与户主关系"] == "户主"]
    wanted = count * len(FAULTS)
    if len(heads) < 2 * wanted:
        raise ValueError("too few households for so many faults")
    drawn = rng.sample(heads, 2 * wanted)
    planted: list[Planted] = []
    for number, (place, other) in enumerate(zip(drawn[:wanted], drawn[wanted:], strict=True)):
        kind, fault = list(FAULTS.items())[number // count]
        household_no = lines[place]["户编号"]
        size = int(lines[place]["人数"] or 1)
        rows = [row for row in lines[place : place + size] if row["户编号"] == household_no]
        fault.change(rows, lines[other], rng)
        planted.append(Planted(kind, place + first_row, str(household_no), fault.column, fault.refused))
    return planted


@dataclass(frozen=True, slots=True)
class Fault:
    column: str
    change: Callable[[list[Row], Row, random.Random], None]
    """Spoils the rows of a household, its head first, given the head's row of another."""
    refused: bool = True


def _no_head(rows: list[Row], _other: Row, _rng: random.Random) -> None:
    rows[0]["与户主关系"] = "其他"


def _wrong_checksum(rows: list[Row], _other: Row, rng: random.Random) -> None:
    first17 = str(rows[0]["证件号码"])[:17]
    rows[0]["证件号码"] = first17 + rng.choice([digit for digit in "0123456789X" if digit != check_digit(first17)])


def _card_20(rows: list[Row], _other: Row, rng: random.Random) -> None:
    rows[0]["证件号码"] = f"{rows[0]['证件号码']}{rng.randint(1, 7)}{rng.randint(1, 4)}"
    rows[0]["健康状况"] = "残疾"


def _card_22(rows: list[Row], other: Row, rng: random.Random) -> None:
    _card_20(rows, other, rng)
    rows[0]["证件号码"] = f"{rows[0]['证件号码']}B1"


def _numeric(rows: list[Row], _other: Row, _rng: random.Random) -> None:
    rows[0]["证件号码"] = float(str(rows[0]["证件号码"])[:15] + "000")


def _unknown_village(rows: list[Row], _other: Row, _rng: random.Random) -> None:
    for row in rows:
        row["行政村"] = "云顶坪村"


def _two_households(rows: list[Row], other: Row, _rng: random.Random) -> None:
    rows[0]["证件号码"], rows[0]["姓名"] = other["证件号码"], other["姓名"]


FAULTS: dict[str, Fault] = {
    "no_head": Fault("与户主关系", _no_head),
    "wrong_checksum": Fault("证件号码", _wrong_checksum),
    "disability_card_20": Fault("证件号码", _card_20, refused=False),
    "disability_card_22": Fault("证件号码", _card_22, refused=False),
    "numeric_id": Fault("证件号码", _numeric),
    "unknown_village": Fault("行政村", _unknown_village),
    "two_households": Fault("证件号码", _two_households),
}
