"""Papers for printing: PDF through Typst templates, Word files through docxtpl, and the fonts both need.

A template is a `.typ` file of the package that starts from `/kernel/office.typ`; what it shows arrives as JSON and is set
as text, so markup in a name is printed literally. PDFs carry Noto Serif SC and Noto Sans SC (OFL); an office that owns
仿宋_GB2312 and 方正小标宋 puts the files in the folder `YIHU_FONT_DIR` and they win; a folder with 宋体-ExtB
also prints characters beyond 通用规范汉字表 and CJK extension A, which the open fonts lack. Word files only name the fonts: the
office PC supplies them.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal
from urllib.parse import quote

import pylopdf_fonts_zh_cn
import typst
from docxtpl import DocxTemplate
from fastapi import Response
from pypdf import PdfWriter

from yihu.kernel.settings import settings

PACKAGE = Path(__file__).parents[1]
CHUNK = 25
"""Sheets set at once. Typst keeps the layout of its last ten runs: 25 hold 1,000 letters under 250 MB, 1,000 took 2 GB."""


class Paper(StrEnum):
    """What a paper comes as; also the ending of its name."""

    PDF = "pdf"
    DOCX = "docx"


MEDIA = {
    Paper.PDF: "application/pdf",
    Paper.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def described(*papers: Paper) -> dict[int | str, dict[str, Any]]:
    """The answer of a route that hands out one of these, for its description."""
    return {200: {"content": {MEDIA[one]: {"schema": {"type": "string", "format": "binary"}} for one in papers}}}


PDF, PRINTED = described(Paper.PDF), described(*Paper)

_one_at_a_time = Lock()  # a Compiler refuses a second thread; it gives up the interpreter lock while it works


@cache
def _compiler() -> typst.Compiler:
    folders = [settings().storage.font_dir, pylopdf_fonts_zh_cn.serif_path().parent]
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[folder for folder in folders if folder],
    )
    return typst.Compiler(root=PACKAGE, font_paths=fonts, ignore_system_fonts=True)


def pages(template: str, data: Mapping[str, Any], picture: Literal["pdf", "png"] = "pdf", ppi: float = 96) -> Any:
    """Set the template (path inside the package) with JSON-ready data.

    Returns the bytes of one PDF, or of a PNG: a list of them when there is more than one page.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _one_at_a_time:
        return _compiler().compile(
            input=PACKAGE / template,
            format=picture,
            ppi=ppi,
            sys_inputs=inputs,
            pdf_tags=False,
        )


def sheets_pdf(template: str, title: str, sheets: Sequence[Mapping[str, Any]]) -> bytes:
    """One PDF of independent sheets; the template reads `title` and `sheets`. ValueError when there is nothing to print."""
    if not sheets:
        raise ValueError("nothing to print")
    chunks = [sheets[start : start + CHUNK] for start in range(0, len(sheets), CHUNK)]
    parts = [pages(template, {"title": title, "sheets": chunk}) for chunk in chunks]
    return parts[0] if len(parts) == 1 else _joined(parts, title)


def _joined(parts: Iterable[bytes], title: str) -> bytes:
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    writer.add_metadata({"/Title": title})
    joined = io.BytesIO()
    writer.write(joined)
    return joined.getvalue()


def table_pdf(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> bytes:
    """A list as a landscape A4 table: the head repeats, every page says 第 n 页 共 m 页, columns get width by content.

    Every row has one text per column; the note stands small below the title (area, day, who printed it).
    """
    sheet = {"title": title, "columns": list(columns), "rows": [list(row) for row in rows], "note": note}
    shares = [max([_ems(cell) for cell in column]) for column in zip(columns, *rows, strict=True)]
    return bytes(pages("kernel/table.typ", sheet | {"shares": shares}))


def _ems(text: str) -> float:
    """Width in characters, Latin ones counting half, kept between 3 and 16 so that no column starves another."""
    return min(max(sum(1.0 if ord(letter) > 0x2E7F else 0.55 for letter in text) + 0.6, 3.0), 16.0)


def shown(data: bytes, name: str, paper: Paper = Paper.PDF) -> Response:
    """A PDF that the browser opens, or a Word file that it saves, under this name."""
    where = "inline" if paper is Paper.PDF else "attachment"
    headers = {"Content-Disposition": f"{where}; filename*=UTF-8''{quote(name)}.{paper}"}
    return Response(data, media_type=MEDIA[paper], headers=headers)


def word(template: bytes, data: Mapping[str, Any]) -> bytes:
    """Fill a Word template written for docxtpl; values are escaped, so they stay text."""
    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(data), autoescape=True)
    filled = io.BytesIO()
    document.save(filled)
    return filled.getvalue()


def long_date(day: date) -> str:
    """2026年3月1日: Arabic digits without leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def yuan_figures(amount: Decimal) -> str:
    """50,000.00元."""
    return f"{amount:,.2f}元"


DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟", "万", "拾", "佰", "仟", "亿", "拾", "佰", "仟")


def yuan_capitals(amount: Decimal) -> str:
    """伍万元整: the amount as banks write it on bills (支付结算办法, annex 1). ValueError outside 0.00..999,999,999,999.99."""
    if not 0 <= amount < 10 ** len(PLACES) or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"not an amount to the fen: {amount}")
    yuan, fen = divmod(int(amount * 100), 100)
    spoken = "".join(
        DIGITS[int(digit)] + place for digit, place in zip(str(yuan), reversed(PLACES[: len(str(yuan))]), strict=True)
    )
    spoken = re.sub("零[拾佰仟]", "零", spoken)
    spoken = re.sub("零+(?=[万亿]|$)", "", re.sub("零+", "零", spoken)).replace("亿万", "亿")
    jiao, fen = divmod(fen, 10)
    head = f"{spoken}元" if spoken else ""
    tail = (f"{DIGITS[jiao]}角" if jiao else "零" if fen and head else "") + (f"{DIGITS[fen]}分" if fen else "")
    return f"{head}{tail}{'' if fen else '整'}" if head or tail else "零元整"
