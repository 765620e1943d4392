"""Where a row of a list belongs when the list may leave out the village, or the township too."""

from collections import defaultdict
from typing import Any

from yihu.exchange import cells
from yihu.exchange.cells import NULL, CellError, remembered
from yihu.exchange.form import Book, Read
from yihu.regions.names import spelling


def place(book: Book) -> Read:
    """(township, village) to the code of the village, else of the township, else of the importing user's own area."""
    townships: dict[str, str] = {}
    villages: dict[str, set[str]] = defaultdict(set)
    for names, code in book.places.items():
        township, village = names.split("|", 1)
        townships[township] = code[:9]
        if code.startswith(book.area):
            villages[village].add(code)

    def read(cell: tuple[Any, Any]) -> str:
        township, village = (spelling(cells.plain(each)) for each in cell)
        code = _found(township, village) if village or township else book.area
        if not code.startswith(book.area):
            raise CellError("outside_area", f"“{(village or township)[:20]}”不在您的辖区内", "village")
        return code

    def _found(township: str, village: str) -> str:
        if township and township not in townships:
            raise CellError("township_unknown", f"没有找到“{township[:20]}”", "township")
        if not village:
            return townships[township]
        code = book.places.get(f"{township}|{village}")
        known = {code} if code else villages.get(village, set()) if not township else set()
        if len(known) > 1:
            raise CellError("village_ambiguous", f"几个乡镇都有“{village[:20]}”，请填写乡镇", "township")
        if not known:
            raise CellError(
                "village_unknown", f"没有找到“{township[:20]}{village[:20]}”，请核对村名或补充别名", "village"
            )
        return known.pop()

    return remembered(read)


def village(book: Book) -> Read:
    """The same, but only a village will do; nothing written says nothing."""
    anywhere = place(book)

    def read(cell: tuple[Any, Any]) -> str:
        return anywhere(cell) if cells.plain(cell[1]) else NULL

    return read
