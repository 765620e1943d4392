"""How cells are read: forgiving in form (spaces, full width, units), strict in value.

A reader gives PostgreSQL COPY text, so that a row is written by joining strings and nothing is parsed twice.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from yihu.exchange.form import Read
from yihu.kernel.pinyin import initials, sort_key

NULL = r"\N"
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Letters of no width, which come along when something is copied: nobody has typed them, and no search would find the word."""
EXACT = 10**15
"""Whole numbers from here on have lost digits when a spreadsheet kept them as numbers."""
MEMORY = 50_000
TOLD = 20
"""Codes up to which a refused cell names what it may say."""


class CellError(ValueError):
    def __init__(self, code: str, message: str, column: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.column = column
        """Field of the column at fault when a reader reads several."""


class Memo(dict[Any, str]):
    """Remembers what cells of few different values were read as."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: Any) -> str:
        found = self.read(cell)
        if len(self) < MEMORY:
            self[cell] = found
        return found


def remembered(read: Read) -> Read:
    return Memo(read).__getitem__


def repeated(read: Read) -> Read:
    """Reads a run of equal cells once: the household's, on each of its members' rows."""
    last: Any = None
    kept = ""

    def again(cell: Any) -> str:
        nonlocal last, kept
        if cell != last or cell is None or type(cell) is not type(last):
            kept = read(cell)
            last = cell
        return kept

    return again


def plain(cell: Any) -> str:
    """The text of a cell, outer spaces and the marks that spreadsheets put around text left out."""
    if type(cell) is str:
        if cell.isalnum():
            return cell
        found = UNSEEN.sub("", cell).strip()
        if found.startswith('="') and found.endswith('"'):
            found = found[2:-1].strip()
        found = found.removeprefix("'")
        if CONTROL.search(found):
            raise CellError("control_character", "含有不可见的控制字符")
        return found
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        return _number(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number(cell: float) -> str:
    if abs(cell) >= EXACT:
        raise CellError("number_lost_precision", "数字太长，已被表格软件截断，请把这一列设为文本格式后重新填写")
    return str(int(cell)) if cell == int(cell) else repr(cell)


def folded(cell: Any) -> str:
    """Full-width forms folded, all spaces out: for codes and numbers."""
    found = plain(cell)
    return "".join((found if found.isascii() else unicodedata.normalize("NFKC", found)).split())


def quoted(cell: Any) -> str:
    """A cell as somebody finds it again in his list: as typed, units and all."""
    return f"“{plain(cell)[:20]}”"


def copied(value: str) -> str:
    return value.translate(ESCAPES) if value else NULL


def needed(read: Read) -> Read:
    def must(cell: Any) -> str:
        found = read(cell)
        if found.startswith(NULL):
            raise CellError("missing", "必填")
        return found

    return must


def text(limit: int = 200) -> Read:
    def read(cell: Any) -> str:
        found = " ".join(plain(cell).split())
        if len(found) > limit:
            raise CellError("too_long", f"不能超过 {limit} 个字")
        return copied(found)

    return read


def number(limit: int = 40) -> Read:
    """A number that is a name: household number, contract number."""

    def read(cell: Any) -> str:
        if type(cell) is str and len(cell) <= limit and cell.isascii() and cell.isalnum():
            return cell
        found = folded(cell)
        if len(found) > limit:
            raise CellError("too_long", f"不能超过 {limit} 个字")
        return copied(found)

    return read


DOTS = str.maketrans("•・‧･", "····")


def name(cell: Any) -> str:
    """Name, initials, sort key. Spaces inside are layout (张　三) unless a dot shows a name of several parts."""
    found = plain(cell)
    if not (letters := found.isalpha()):
        found = " ".join(found.split()).translate(DOTS)
        found = found if "·" in found else found.replace(" ", "")
    if not found:
        return f"{NULL}\t{NULL}\t{NULL}"
    if len(found) > 40:
        raise CellError("too_long", "姓名不能超过 40 个字")
    if not letters and any(letter.isdigit() for letter in found):
        raise CellError("name_with_digits", "姓名中不应有数字")
    told = f"{found}\t{initials(found)}\t{sort_key(found)}"
    return told if letters else told.replace("\\", r"\\")


def listed(spellings: Mapping[str, str]) -> Read:
    """A code by its label, an alias or itself; the label is the first spelling given of each code."""
    known = {folded(spelled): code for spelled, code in spellings.items()}
    labels = {code: spelled for spelled, code in reversed(list(spellings.items()))}
    allowed = "、".join(labels.values()) if len(labels) <= TOLD else ""

    def read(cell: Any) -> str:
        found = folded(cell)
        if not found:
            return NULL
        if found not in known:
            choice = f"，可填：{allowed}" if allowed else ""
            raise CellError("code_unknown", f"{quoted(cell)}不在可选范围内{choice}")
        return known[found]

    return remembered(read)


SEVERAL = re.compile(r"[、,，;；/\s]+")
"""What stands between several things in one cell."""


def several(spellings: Mapping[str, str]) -> Read:
    """Codes of a cell like 老年人、残疾人 as an array."""
    one = listed(spellings)

    def read(cell: Any) -> str:
        codes = dict.fromkeys(one(each) for each in SEVERAL.split(plain(cell)) if each)
        return "{" + ",".join(codes) + "}" if codes else NULL

    return remembered(read)


YES = {"是", "有", "1", "Y", "YES", "TRUE", "√", "安全", "已参加", "参加"}
NO = {"否", "无", "没有", "0", "N", "NO", "FALSE", "×", "不安全", "未参加"}


def yes_no(cell: Any) -> str:
    found = folded(cell).upper()
    if not found:
        return NULL
    if found in YES:
        return "t"
    if found in NO:
        return "f"
    raise CellError("not_yes_no", f"应填“是”或“否”，现在是{quoted(cell)}")


GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


def _number_of(written: str, cell: Any) -> Decimal:
    """With thousands separators; a comma anywhere else might as well be a decimal point. `written`: of the cell, without units."""
    if "," in written and not GROUPED.fullmatch(written):
        raise CellError("not_a_number", f"逗号的位置不对，应如 12,345.60，现在是{quoted(cell)}")
    try:
        return Decimal(written.replace(",", ""))
    except InvalidOperation:
        raise CellError("not_a_number", f"应为数字，现在是{quoted(cell)}") from None


UNIT = re.compile(r"(个月|月|年|天|人|元|%)$")


def whole(least: int, most: int) -> Read:
    def read(cell: Any) -> str:
        found = UNIT.sub("", folded(cell))
        if not found:
            return NULL
        value = _number_of(found, cell)
        if not value.is_finite() or value != int(value):
            raise CellError("not_whole", f"应为整数，现在是{quoted(cell)}")
        if not least <= value <= most:
            raise CellError("out_of_range", f"应在 {least} 到 {most} 之间，现在是{quoted(cell)}")
        return str(int(value))

    return remembered(read)


PLACES = [Decimal(1).scaleb(-places) for places in range(4)]


def decimal(cell: Any, places: int, most: Decimal, unit: str = "元") -> str:
    """A number that is not negative, rounded half up; its unit, 万 and thousands separators are understood."""
    found = folded(cell).lstrip("¥￥").removesuffix(unit)
    if not found:
        return NULL
    value = _number_of(found.removesuffix("万"), cell) * (10_000 if found.endswith("万") else 1)
    if not value.is_finite() or not 0 <= value < most:
        raise CellError("out_of_range", f"数值不合理：{quoted(cell)}")
    return str(value.quantize(PLACES[places], ROUND_HALF_UP))


def yuan(cell: Any) -> str:
    return decimal(cell, 2, Decimal(10) ** 12)


DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?|(\d{4})(\d{2})(\d{2})")
SINCE_1900, SINCE_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""The day before the first of a workbook's two calendars."""
_calendar = SINCE_1900


def count_days_from(first: date) -> None:
    """For the reading process, which reads one workbook: the calendar of its bare serial numbers."""
    global _calendar  # noqa: PLW0603  set once, when the reading process knows its file
    _calendar = first


def day(cell: Any) -> str:
    """A date cell, its usual spellings, or the bare serial number of a cell that lost its date format."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and 20_000 <= cell <= 80_000:
        return (_calendar + timedelta(days=int(cell))).isoformat()
    found = unicodedata.normalize("NFKC", plain(cell))
    if not found:
        return NULL
    match = DAY.fullmatch(found.replace(" ", "") if "年" in found else found)
    parts = [int(part) for part in match.groups() if part] if match else []
    try:
        return date(*parts).isoformat()
    except (TypeError, ValueError):
        raise CellError("not_a_date", f"应为日期，如 2026-05-31，现在是{quoted(cell)}") from None


def percent(cell: Any) -> str:
    """A yearly rate in per cent."""
    return decimal(cell, 3, Decimal(100), "%")
