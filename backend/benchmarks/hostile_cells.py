"""Ways to spoil what cells say: letters nobody sees, old numbers, dates, money."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from benchmarks.hostile_files import Draft, say, way


@way
def invisible_letters(one: Draft) -> None:
    mark = one.chance.choice(("\u200b", "\ufeff", "\u202e", "\u2060", "\u00ad"))
    column = one.chance.choice(("信用等级", "户编号") if one.rating else ("姓名", "户编号", "证件号码"))
    one.cell(column, lambda cell: mark.join(str(cell)))


@way
def spaces(one: Draft) -> None:
    column = one.chance.choice(one.header)
    one.cell(column, lambda cell: f" \u3000{cell}\u00a0\t ")


@way
def full_width(one: Draft) -> None:
    column = one.chance.choice(("授信额度", "评级日期", "户编号") if one.rating else ("户编号", "证件号码"))
    one.cell(
        column, lambda cell: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in str(cell))
    )


@way
def control_letters(one: Draft) -> None:
    one.encoding = one.encoding or "utf-8"
    one.cell(one.header[3], lambda cell: f"{cell}\x07", 0.3, lost=True)


@way
def copy_marks(one: Draft) -> None:
    """What would end a COPY, a string or an array. The mark by which spreadsheets say that text follows is no part of it."""
    said = one.chance.choice(
        ("\\.", "\\N", "a\tb", "'; drop table household; --", '{"x"}', "\\\\x41", "%s%n", "${jndi}")
    )
    read = said.removeprefix("'").split()
    say(one, said, " ".join(read) if one.rating else "".join(read))


@way
def old_numbers(one: Draft) -> None:
    """15-digit numbers, and those that a spreadsheet has made a number of."""
    if one.rating:
        return
    how = one.chance.choice(("15", "float", "text", "short", "swapped"))
    changes: dict[str, Callable[[str], Any]] = {
        "15": lambda n: n[:6] + n[8:17] if n[6:8] == "19" else n, "float": lambda n: float(n[:17] + "0"), "text": lambda n: f"{float(n[:17] + '0'):.5E}",
        "short": lambda n: n[:-1], "swapped": lambda n: n[:10] + n[11] + n[10] + n[12:] if n[10] != n[11] else n[:-1],
    }  # fmt: skip
    one.cell("证件号码", changes[how], lost=how != "15")


@way
def dates(one: Draft) -> None:
    if not one.rating:
        return
    how = one.chance.choice(("serial", "cell", "slash", "chinese", "american", "impossible", "stamp"))
    changes: dict[str, Callable[[str], Any]] = {
        "serial": lambda d: (date.fromisoformat(d) - date(1899, 12, 30)).days, "cell": date.fromisoformat,
        "slash": lambda d: d.replace("-0", "/").replace("-", "/"), "chinese": lambda d: "{}年{}月{}日".format(*map(int, d.split("-"))),
        "american": lambda d: "{1}/{2}/{0}".format(*d.split("-")), "impossible": lambda d: d[:5] + "02-30",
        "stamp": lambda d: f"{d} 23:59:59",
    }  # fmt: skip
    one.cell(
        "评级日期",
        lambda d: changes[how](d) if isinstance(d, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", d) else d,
        lost=how == "impossible",
    )


@way
def other_calendar(one: Draft) -> None:
    """A workbook that counts its days from 1904."""
    one.epoch = CALENDAR_MAC_1904
    if not one.rating or one.encoding:
        return
    bare = one.chance.random() < 0.5
    first = date(1904, 1, 1)
    one.cell(
        "评级日期",
        lambda d: (
            d
            if not isinstance(d, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", d)
            else (date.fromisoformat(d) - first).days
            if bare
            else date.fromisoformat(d)
        ),
    )


@way
def money(one: Draft) -> None:
    if not one.rating:
        return
    how = one.chance.choice(
        ("comma", "yuan", "wan", "european", "float", "brackets", "misplaced", "minus", "nan", "sum")
    )
    changes: dict[str, Callable[[str], Any]] = {
        "comma": lambda y: f"{Decimal(y):,}", "yuan": lambda y: f"￥{y}元", "wan": lambda y: f"{Decimal(y) / 10_000}万", "european": lambda y: f"{Decimal(y):,.2f}".translate(str.maketrans(",.", ".,")),
        "float": float, "brackets": lambda y: f"({y})", "misplaced": lambda y: f"{y[:1]},{y[1:]}", "minus": lambda y: f"-{y}",
        "nan": lambda _: one.chance.choice(("NaN", "Infinity", "1e400", "壹万元整", "5万5千")), "sum": lambda y: f"{y}+0",
    }  # fmt: skip
    one.cell(
        "授信额度",
        lambda y: changes[how](y) if re.fullmatch(r"[\d.]+", str(y)) else y,
        lost=how in ("brackets", "minus", "nan"),
    )


@way
def twice(one: Draft) -> None:
    """A row again, saying something else: only one of them may be believed."""
    again = list(one.rows[0])
    again[3] = "王麻子" if not one.rating else "较差"
    one.rows.append(again)
    first = one.truth[0]
    one.truth.append(None if not first else (*first[:2], "较差", first[3]) if one.rating else None)


@way
def column_twice(one: Draft) -> None:
    one.header.append(one.header[-1])
    for row in one.rows:
        row.append("废" if len(row) == len(one.header) - 1 else "")


@way
def header_far_down(one: Draft) -> None:
    above = one.chance.choice((1, 5, 19, 40))

    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.insert_rows(1, above)
        for covered in sheet.merged_cells.ranges:
            covered.shift(row_shift=above)
        sheet["A1"] = "通江县评级授信表"

    one.before.append(change)


@way
def thousands_of_columns(one: Draft) -> None:
    extra = one.chance.choice((300, 3000))
    one.header.extend(f"备注{n}" for n in range(extra))
    for row in one.rows:
        row.extend(["x"] * extra)
