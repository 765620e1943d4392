"""The plan book as a Word file, for an office that edits before it prints: the same parts as book.typ."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx.document import Document as Paper
from docx.shared import Mm, Pt

from yihu.kernel.word import CENTRE, RED, STRONG, TITLE, a4, number_pages, repeat_head, saved, write

PEOPLE = ("姓名", "与户主关系", "性别", "年龄", "证件号码", "劳动能力", "健康状况")
MEASURES = ("序号", "做什么", "数量", "时限", "责任人", "资金", "进展")
PEOPLE_WIDTHS = (22, 22, 14, 16, 46, 26, 24)
MEASURE_WIDTHS = (10, 54, 18, 24, 18, 24, 22)


def document(books: Sequence[Mapping[str, Any]]) -> bytes:
    """The wordings of `book.wording`, each starting on a page of its own."""
    paper = a4(top=22, right=20, bottom=20, left=20, size=14, after=4)
    number_pages(paper)
    for number, book in enumerate(books):
        _cover(paper, book, after_another=number > 0)
        _situation(paper, book)
        _plan(paper, book)
        _answers(paper, book)
    return saved(paper)


def _cover(paper: Paper, book: Mapping[str, Any], *, after_another: bool) -> None:
    title = write(paper.add_paragraph(), "一户一策", TITLE, 40, RED)
    title.alignment, title.paragraph_format.space_before = CENTRE, Mm(40)
    title.paragraph_format.page_break_before = after_another
    name = write(paper.add_paragraph(), f"{book['year']}年{book['title']}", TITLE, 28)
    name.alignment, name.paragraph_format.space_after = CENTRE, Mm(36)
    for label, value in book["cover"]:
        line = write(paper.add_paragraph(), f"{label}：", STRONG, 16)
        line.paragraph_format.left_indent = Mm(16)
        write(line, value, size=16)
    state = write(paper.add_paragraph(), f"{book['state']}　　打印日期：{book['printed_on']}", size=12)
    state.alignment, state.paragraph_format.space_before = CENTRE, Mm(50)


def _part(paper: Paper, words: str, *, new_page: bool = False) -> None:
    heading = write(paper.add_paragraph(), words, STRONG, 16)
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.page_break_before = new_page
    heading.paragraph_format.space_before = Pt(12)


def _table(paper: Paper, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    lines = [(head, STRONG), *((row, None) for row in rows)] if head else [(row, None) for row in rows]
    table = paper.add_table(rows=len(lines), cols=len(widths), style="Table Grid")
    table.autofit = False
    for row, (words, face) in zip(table.rows, lines, strict=True):
        for cell, said, width in zip(row.cells, words, widths, strict=True):
            cell.width = Mm(width)
            write(cell.paragraphs[0], said, face, 12)
    if head:
        repeat_head(table)


def _pairs(paper: Paper, pairs: Sequence[Sequence[str]]) -> None:
    padded = [*pairs, ["", ""]] if len(pairs) % 2 else pairs
    rows = [[*one, *other] for one, other in zip(padded[::2], padded[1::2], strict=True)]
    _table(paper, (), rows, (42, 43, 42, 43))


def _situation(paper: Paper, book: Mapping[str, Any]) -> None:
    _part(paper, "一、家庭情况", new_page=True)
    _pairs(paper, book["facts"])
    paper.add_paragraph()  # Word joins tables that touch
    _table(paper, PEOPLE, book["people"], PEOPLE_WIDTHS)
    _part(paper, "二、困难原因和保障情况")
    paper.add_paragraph(f"主要原因：{book['causes']}。")
    _pairs(paper, book["assurances"])


def _plan(paper: Paper, book: Mapping[str, Any]) -> None:
    _part(paper, "三、收入目标")
    _pairs(paper, book["income"])
    _part(paper, "四、农户的想法")
    paper.add_paragraph(book["wish"])
    _part(paper, "五、帮扶措施")
    if not book["groups"]:
        paper.add_paragraph("还没有措施。")
    for group in book["groups"]:
        who = write(paper.add_paragraph(), f"对象：{group['who']}", STRONG)
        who.paragraph_format.keep_with_next = True
        rows = [[str(number), *row] for number, row in enumerate(group["measures"], 1)]
        _table(paper, MEASURES, rows, MEASURE_WIDTHS)


def _answers(paper: Paper, book: Mapping[str, Any]) -> None:
    _part(paper, "六、农户确认")
    paper.add_paragraph(book["consent"])
    signed = paper.add_paragraph("农户签名（按手印）：")
    if book["signature"]:
        signed.add_run().add_picture(io.BytesIO(bytes(book["signature"])), height=Mm(18))
    else:
        write(signed, "　　　　　　　　　　年　　月　　日")
    for words, text in (("七、审核意见", book["review"]), ("八、年终成效", book["outcome"])):
        _part(paper, words)
        paper.add_paragraph(text)
