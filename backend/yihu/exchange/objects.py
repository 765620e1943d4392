"""A list as NDJSON: one JSON object a line, its keys what would stand in a header. Runs in the reading process only.

A line that is none is refused by itself, so that whoever wrote the file by a program hears of every one at once.
"""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from yihu.exchange.cells import CellError
from yihu.exchange.lines import cut_lines
from yihu.exchange.unreadable import FileUnreadable

MARK = b"\xef\xbb\xbf"
LOOK = 1_000
"""Lines whose keys make the header."""
LINE = 2**20
"""Bytes of the longest line."""
CELL, COLUMNS = 32_767, 16_384
"""Characters of the longest cell that a spreadsheet can hold, and columns of its widest sheet."""
NAME = 200
"""Characters that are told of a key."""

Known = Callable[[str], str | None]
"""Key to field."""


class Faulty(list[Any]):
    """The cells of a line not all of which could be taken."""

    def __init__(self, cells: list[Any], faults: dict[int | None, CellError]) -> None:
        super().__init__(cells)
        self.faults = faults
        """Position -> what is wrong; None for the whole line."""


class _Pairs(list[tuple[str, Any]]):
    """An object with all that it says, also what it says twice."""


@dataclass
class Objects:
    """Positions are those of `names`, the keys of the first lines; two keys of one field share theirs."""

    data: bytes
    known: Known
    names: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    """Field -> position."""
    _keys: dict[str, int] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)
    """Positions that the list reads: elsewhere nothing can be wrong."""

    def __post_init__(self) -> None:
        try:
            self.data.decode()
        except UnicodeDecodeError as error:
            at = self.data.count(b"\n", 0, error.start) + 1
            raise FileUnreadable("encoding_unknown", f"NDJSON 文件应为 UTF-8 编码，第 {at} 行不是") from None
        for _, line in islice(self._lines(len(self.data)), LOOK):
            try:
                keys = [key for key, _ in _pairs(line)]
            except CellError:
                continue
            for key in keys:
                if key not in self._keys:
                    self._learn(key)
        self._used = set(self.places.values())

    def rows(self, size: int, hand: int = 0, of: int = 1) -> Iterator[tuple[int, list[Any]]]:
        """Line numbers and cells, of one of several readers that each take some `size` bytes at a time."""
        for number, line in self._lines(size, hand, of):
            try:
                pairs = _pairs(line)
            except CellError as error:
                yield number, Faulty([], {None: error})
            else:
                yield number, self._cells(pairs)

    def _lines(self, size: int, hand: int = 0, of: int = 1) -> Iterator[tuple[int, bytes]]:
        for first, piece in cut_lines(self.data, size, hand, of):
            for number, written in enumerate(io.BytesIO(piece), first):
                if line := written.removeprefix(MARK if number == 1 else b"").strip():
                    yield number, line

    def _learn(self, key: str) -> None:
        name = self.known(key)
        if name is None:
            if len(self.names) < COLUMNS:  # more are neither read nor told
                self._keys[key] = len(self.names)
                self.names.append(key[:NAME])
            return
        if name not in self.places:
            self.places[name] = len(self.names)
            self.names.append(key)
        self._keys[key] = self.places[name]

    def _cells(self, pairs: _Pairs) -> list[Any]:
        cells: list[Any] = [None] * len(self.names)
        faults: dict[int | None, CellError] = {}
        taken = set()
        for key, value in pairs:
            place = self._keys.get(key)
            if place is None:
                if self.known(key):
                    faults[None] = CellError(
                        "key_too_late", f"“{key[:NAME]}”没有出现在前 {LOOK} 行里，请在第一行也写上它（可以是 null）"
                    )
                continue
            if place in taken:
                faults[place] = CellError("key_twice", "在这一行里出现了两次")
            taken.add(place)
            try:
                cells[place] = _cell(value)
            except CellError as error:
                faults[place] = error
        told = {place: fault for place, fault in faults.items() if place is None or place in self._used}
        return Faulty(cells, told) if told else cells


def _cell(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        if len(value) > CELL:
            raise CellError("too_long", f"不能超过 {CELL} 个字")
        return value
    if kind is bool:
        return "是" if value else "否"
    if kind is _Pairs or kind is list:
        raise CellError("nested", "应为文字、数字、true、false 或 null，不能是对象或数组")
    return value


def _pairs(line: bytes) -> _Pairs:
    if len(line) > LINE:
        raise CellError("line_too_long", f"这一行超过了 {LINE // 1024} KB")
    try:
        found = _decode(line.decode())
        if b"\\ud" in line or b"\\uD" in line:
            json.dumps(found, ensure_ascii=False).encode()  # half a letter, which only an escape can write
    except UnicodeEncodeError:
        raise CellError("not_text", "含有不成对的 \\u 转义，不是文字") from None
    except json.JSONDecodeError as error:
        raise CellError("not_json", f"不是 JSON，第 {error.pos + 1} 个字符处有误") from None
    except RecursionError:
        raise CellError("nested", "嵌套过深") from None
    except ValueError:
        raise CellError("not_json", "不是 JSON：没有 NaN 和 Infinity 这样的数") from None
    if type(found) is not _Pairs:
        raise CellError("not_an_object", '应为一个 JSON 对象，如 {"户编号": "…"}')
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


_decode = json.JSONDecoder(object_pairs_hook=_Pairs, parse_int=str, parse_constant=_no_number).decode
"""Whole numbers stay as written: an identity number loses no digit."""
