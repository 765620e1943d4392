"""What our Word files share: the faces of official papers, A4, and writing in them.

Faces are named, not embedded (仿宋_GB2312, 方正小标宋简体, 黑体): the office PC has them.
"""

import io

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

BODY, TITLE, STRONG = "仿宋_GB2312", "方正小标宋简体", "黑体"
RED = RGBColor(0xC8, 0x16, 0x1D)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def a4(*, top: int, right: int, bottom: int, left: int, size: float, after: float = 0) -> Paper:
    """An empty A4 paper in the body's face; margins in mm, type size and space after a paragraph in points."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    normal = paper.styles["Normal"]
    normal.font.size = Pt(size)
    _face(normal.element.get_or_add_rPr(), BODY)
    normal.paragraph_format.space_after = Pt(after)
    return paper


def _face(properties: CT_RPr, face: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)


def write(
    paragraph: Paragraph, text: str, face: str | None = None, size: float | None = None, colour: RGBColor | None = None
) -> Paragraph:
    run = paragraph.add_run(text)
    if face:
        _face(run._r.get_or_add_rPr(), face)  # noqa: SLF001  python-docx has no call for the East Asian face
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = colour
    return paragraph


def number_pages(paper: Paper) -> None:
    """第 n 页 at the foot of each; Word counts when it opens the file."""
    foot = paper.sections[0].footer.paragraphs[0]
    foot.alignment = CENTRE
    write(foot, "第 ", size=12)
    field = foot.add_run()
    field.font.size = Pt(12)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = words
        field._r.append(part)  # noqa: SLF001  python-docx has no call for fields
    write(foot, " 页", size=12)


def repeat_head(table: Table) -> None:
    """Its first row stands on top of each page, and no row is torn in two."""
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001  python-docx has no call for it
        for name in ("w:cantSplit", *(("w:tblHeader",) if place == 0 else ())):
            properties.append(OxmlElement(name))


def saved(paper: Paper) -> bytes:
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()
