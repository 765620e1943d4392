import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from yihu.kernel import documents
from yihu.loans import letter as letters
from yihu.loans.letter import Letter
from yihu.loans.models import Rung

PLAIN = Letter(
    rung=Rung.WRITTEN,
    number="通杨贷通〔2026〕12号",
    issuing_unit="通江县杨柏镇人民政府",
    issued_on=date(2026, 11, 20),
    county_name="通江县",
    township_name="杨柏镇",
    village_name="青山村",
    group_name="三组",
    head_name="王大山",
    borrower_name="王大山",
    bank_name="四川通江农村商业银行",
    contract_no="TJ20231220001",
    principal=Decimal(50000),
    balance=Decimal("32000.50"),
    lent_on=date(2023, 12, 20),
    due_on=date(2026, 12, 20),
    days_left=30,
    contact_name="李明",
    contact_phone="0827-7221234",
)
LONG = replace(
    PLAIN,
    issuing_unit="通江县杨柏镇人民政府乡村振兴和农业农村服务中心办公室",
    village_name="新时代杨家坝大石板联合移民新村社区",
    group_name="第十三村民小组（原大石板村二组）",
    head_name="买买提·阿不都热合曼·赟喆堃",
    borrower_name="阿依古丽·买买提",
    bank_name="四川省农村信用社联合社通江农村商业银行股份有限公司杨柏支行营业部",
    contract_no="SCNX-2023-1220-" + "0" * 30,
    principal=Decimal("999999999999.99"),
    balance=Decimal("999999999999.99"),
)


def pages_of(*some: Letter) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(letters.render_pdf(some))).pages]


def words_of(letter: Letter) -> str:
    return "\n".join("".join(run["text"] for run in paragraph) for paragraph in letters.wording(letter)["paragraphs"])


def test_a_letter_says_who_owes_what_when_and_where():
    assert letters.wording(PLAIN)["title"] == "脱贫人口小额信贷到期书面通知书"
    assert letters.wording(PLAIN)["addressee"] == "青山村三组王大山："
    for said in (
        "32,000.50元（叁万贰仟元伍角整）",
        "2026年12月20日到期",
        "还有30天",
        "四川通江农村商业银行",
        "TJ20231220001",
        "如需续贷或展期，请于到期前向经办银行咨询",
        "联系人：李明，电话：0827-7221234",
    ):
        assert said in words_of(PLAIN)


def test_the_pdf_is_one_page_a_letter_with_its_receipt():
    texts = pages_of(PLAIN, LONG, replace(PLAIN, group_name=None, contact_name=None, contact_phone=None, number=None))
    assert len(texts) == 3
    assert all("送达回执" in text and "拒绝签收" in text for text in texts)
    assert "通杨贷通" in texts[0]
    assert "通杨贷通" not in texts[2]


@pytest.mark.parametrize("letter", [PLAIN, LONG])
def test_the_text_ends_above_the_receipt(letter: Letter):
    heights: dict[str, float] = {}

    def note(text: str, outer: list[float], inner: list[float], *_: object) -> None:
        for words in ("11", "沿此线裁下"):
            if words in text:
                heights[words] = outer[3] * inner[5] + outer[5]

    PdfReader(io.BytesIO(letters.render_pdf([letter]))).pages[0].extract_text(visitor_text=note)
    assert heights["11"] - heights["沿此线裁下"] > 9


def test_the_page_follows_the_standard_for_official_papers():
    box = PdfReader(io.BytesIO(letters.render_pdf([PLAIN]))).pages[0].mediabox
    assert [round(float(side) / 72 * 25.4) for side in box[2:]] == [210, 297]


def test_the_borrower_is_addressed_and_the_householder_named():
    assert letters.wording(replace(PLAIN, borrower_name="王小明"))["addressee"] == "青山村三组王小明（户主：王大山）："


@pytest.mark.parametrize(
    ("rung", "days_left", "title", "said"),
    [
        (Rung.REMINDER, 60, "到期提醒书", "还有60天"),
        (Rung.WRITTEN, 0, "到期书面通知书", "今天到期"),
        (Rung.OVERDUE, -3, "逾期通知书", "逾期3天"),
    ],
)
def test_each_rung_has_its_title_and_tense(rung: Rung, days_left: int, title: str, said: str):
    letter = replace(PLAIN, rung=rung, days_left=days_left)
    assert letters.wording(letter)["title"].endswith(title)
    assert said in words_of(letter)
    assert ("请于到期前" in words_of(letter)) == (days_left >= 0)


def test_markup_in_a_name_is_printed_as_it_is():
    assert "*#[王]$x$<b>&" in pages_of(replace(PLAIN, borrower_name="*#[王]$x$<b>&"))[0]


def test_many_letters_come_in_one_file_in_order():
    many = [replace(PLAIN, borrower_name=f"王{number}号") for number in range(documents.CHUNK + 2)]
    texts = pages_of(*many)
    assert len(texts) == len(many)
    assert all(f"王{number}号" in text.replace(" ", "") for number, text in enumerate(texts))


def test_the_same_letter_is_the_same_file():
    assert letters.render_pdf([PLAIN]) == letters.render_pdf([PLAIN])


@pytest.mark.parametrize("render", [letters.render_pdf, letters.render_docx])
def test_nothing_to_print_is_refused(render):
    with pytest.raises(ValueError, match="nothing"):
        render([])


def test_the_word_file_has_a_page_a_letter_and_names_the_office_faces():
    paper = Document(io.BytesIO(letters.render_docx([PLAIN, replace(LONG, borrower_name="<b>&{{ x }}")])))
    heads = [paragraph for paragraph in paper.paragraphs if paragraph.paragraph_format.page_break_before]
    assert [head.text for head in heads] == [PLAIN.issuing_unit, LONG.issuing_unit]
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "{%" not in text
    assert words_of(PLAIN).splitlines()[0] in text
    assert "<b>&{{ x }}（户主：" in text
    assert [table.cell(0, 1).text for table in paper.tables] == [PLAIN.number, LONG.number]
    faces = {fonts.get(qn("w:eastAsia")) for fonts in paper.element.iter(qn("w:rFonts"))}
    assert {"方正小标宋简体", "黑体"} <= faces
    assert paper.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
