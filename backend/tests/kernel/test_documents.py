import io
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from yihu.kernel import documents


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1.05", "壹元零伍分"),
        ("10", "壹拾元整"),
        ("50000", "伍万元整"),
        ("100000.05", "壹拾万元零伍分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("100000001", "壹亿零壹元整"),
        ("20300400.10", "贰仟零叁拾万零肆佰元壹角整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_in_capitals(amount: str, capitals: str):
    assert documents.yuan_capitals(Decimal(amount)) == capitals


@pytest.mark.parametrize("amount", ["-1", "0.001", "1000000000000"])
def test_an_amount_banks_could_not_write_is_refused(amount: str):
    with pytest.raises(ValueError, match="fen"):
        documents.yuan_capitals(Decimal(amount))


@given(st.integers(0, 10**14 - 1))
def test_capitals_read_back_as_the_same_amount(fen: int):
    assert read_capitals(documents.yuan_capitals(Decimal(fen) / 100)) == fen


def read_capitals(text: str) -> int:
    """An independent reader: fen."""
    whole, _, small = text.rpartition("元") if "元" in text else ("", "", text)
    places = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = 0
    for letter in whole:
        if letter in documents.DIGITS:
            digit = documents.DIGITS.index(letter)
        elif letter in places:
            section, digit = section + digit * places[letter], 0
        else:
            total, section, digit = total + (section + digit) * {"万": 10**4, "亿": 10**8}[letter], 0, 0
    total = (total + section + digit) * 100
    for letter, unit in pairwise(small):
        if unit in "角分" and letter in documents.DIGITS:
            total += documents.DIGITS.index(letter) * (10 if unit == "角" else 1)
    return total


def test_figures_and_dates_as_printed():
    assert documents.yuan_figures(Decimal(50000)) == "50,000.00元"
    assert documents.long_date(date(2026, 3, 1)) == "2026年3月1日"


@pytest.mark.parametrize("letter", "赟喆堃祎珺䶮犇骉㛃䒟翾")
def test_rare_name_characters_have_a_glyph(letter: str):
    assert drawn(letter) != drawn("\U0010fffd"), "an empty box instead of the character"


def drawn(letter: str) -> bytes:
    source = f'#set page(width: 1cm, height: 1cm, margin: 0pt)\n#set text(font: "Noto Serif SC")\n{letter}'
    picture = documents._compiler().compile(input=source.encode(), format="png", ppi=72)
    assert isinstance(picture, bytes)
    return picture


def test_a_list_repeats_its_head_and_counts_its_pages():
    rows = [[str(number), "王小明", "TJ" + "0" * 40] for number in range(90)]
    pdf = PdfReader(
        io.BytesIO(documents.table_pdf("待送达清单", ["序号", "户主", "合同编号"], rows, "业务日期：2026年11月23日"))
    )
    texts = [page.extract_text() for page in pdf.pages]
    assert len(texts) > 1
    assert all("合同编号" in text for text in texts)
    assert f"共 {len(texts)} 页" in texts[0]
    width, height = pdf.pages[0].mediabox[2:]
    assert width > height


def test_an_empty_list_says_so():
    pdf = PdfReader(io.BytesIO(documents.table_pdf("清单", ["户主"], [])))
    assert "无记录" in pdf.pages[0].extract_text()


def test_word_values_are_text_never_markup():
    template = Document()
    template.add_paragraph("{{ name }}")
    file = io.BytesIO()
    template.save(file)
    filled = Document(io.BytesIO(documents.word(file.getvalue(), {"name": "<b>{{ 1 + 1 }}</b> & 王"})))
    assert filled.paragraphs[0].text == "<b>{{ 1 + 1 }}</b> & 王"
