"""The Word layout of the loan notice, made once a process: the same paper as letter.typ, as a docxtpl template."""

from functools import cache

from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from yihu.kernel.word import CENTRE, RED, STRONG, TITLE, a4, saved, write

ROW_HEIGHTS = (8, 8, 10, 10, 8)
COLUMNS = (26, 52, 26, 52)


@cache
def template() -> bytes:
    """The template's file; docxtpl fills it with `sheets`, the wordings of the letters."""
    paper = a4(top=37, right=26, bottom=35, left=28, size=16)
    _line(paper, "{%p for sheet in sheets %}")
    _head(paper)
    _body(paper)
    _receipt(paper)
    _line(paper, "{%p endfor %}")
    _line(paper, "", size=1, pitch=1)  # Word wants a paragraph after the last table
    return saved(paper)


def _line(
    paper: Paper | _Cell,
    text: str,
    *,
    face: str | None = None,
    size: float | None = None,
    colour: RGBColor | None = None,
    align: WD_ALIGN_PARAGRAPH | None = None,
    pitch: float = 28,
) -> Paragraph:
    """A paragraph with a fixed distance (points) from line to line."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(pitch)
    if text:
        write(paragraph, text, face, size, colour)
    return paragraph


def _border(paragraph: Paragraph, side: str, style: str, eighths: int, colour: str) -> None:
    borders, edge = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in (("val", style), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001  python-docx has no paragraph borders
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:kinsoku",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    )


def _head(paper: Paper) -> None:
    unit = _line(paper, "{{ sheet.issuing_unit }}", face=TITLE, size=26, colour=RED, align=CENTRE, pitch=34)
    unit.paragraph_format.page_break_before = True
    number = _line(paper, "{{ sheet.number }}", align=CENTRE, pitch=22)
    _border(number, "bottom", "single", 12, str(RED))
    title = _line(paper, "{{ sheet.title }}", face=TITLE, size=22, align=CENTRE, pitch=32)
    title.paragraph_format.space_before = Pt(8)
    title.paragraph_format.space_after = Pt(4)


def _body(paper: Paper) -> None:
    _line(paper, "{{ sheet.addressee }}")
    _line(paper, "{%p for paragraph in sheet.paragraphs %}")
    text = _line(paper, "", align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    text.paragraph_format.first_line_indent = Pt(32)
    _break_anywhere(text)
    write(text, "{%r for run in paragraph %}")
    write(text, "{%r if run.strong %}")
    write(text, "{{ run.text }}", STRONG)
    write(text, "{%r else %}")
    write(text, "{{ run.text }}")
    write(text, "{%r endif %}")
    write(text, "{%r endfor %}")
    _line(paper, "{%p endfor %}")
    for name in ("issuing_unit", "issued_on"):
        signed = _line(paper, f"{{{{ sheet.{name} }}}}", align=CENTRE)
        signed.paragraph_format.left_indent = Mm(50)
    paper.paragraphs[-2].paragraph_format.space_before = Pt(16)


def _break_anywhere(paragraph: Paragraph) -> None:
    """A long contract number may break inside, else it tears its line apart."""
    off = OxmlElement("w:wordWrap")
    off.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001  python-docx has no call for it
        off,
        "w:overflowPunct",
        "w:topLinePunct",
        "w:autoSpaceDE",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    )


def _receipt(paper: Paper) -> None:
    cut = _line(paper, "{{ sheet.receipt.cut }}", size=9, align=CENTRE, pitch=14)
    cut.paragraph_format.space_before = Pt(8)
    _border(cut, "top", "dashed", 6, "000000")
    _line(paper, "{{ sheet.receipt.title }}", face=STRONG, size=14, align=CENTRE, pitch=22)
    table = paper.add_table(rows=len(ROW_HEIGHTS), cols=len(COLUMNS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, COLUMNS, strict=True):
        column.width = Mm(width)
    for row, height in zip(table.rows, ROW_HEIGHTS, strict=True):
        row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    for number in range(len(ROW_HEIGHTS)):
        _fields(table, number, wide=number in (1, 4))


def _fields(table: Table, number: int, *, wide: bool) -> None:
    """Fill one row: label and value twice, or once with the value over three columns."""
    cells = table.rows[number].cells
    if wide:
        cells = (cells[0], cells[1].merge(cells[3]))
    for column, cell in enumerate(cells):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.alignment = CENTRE if column % 2 == 0 else None
        write(paragraph, f"{{{{ sheet.receipt.rows[{number}][{column}] }}}}", size=12)
        for spare in cell.paragraphs[1:]:  # merging leaves one behind
            spare._p.getparent().remove(spare._p)  # noqa: SLF001
