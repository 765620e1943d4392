"""The plan book: what it says, as PDF and as Word, for one household and for a village."""

import io

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from tests.plans.make import CONSENT, Author, home
from yihu.files.models import Attachment

WORDS = "养殖肉牛3头，“#heading” *合作社*保底回收 $x$"


@pytest.fixture
def written(session, client):
    row, head = home(session, head="苟永强")
    author = Author(client("cunganbu"))
    author.start(row.id)
    author.add(text=WORDS, member_id=str(head.id), amount="15000")
    author.add(text="加固后墙", quantity="2.50", unit="处", cause="illness")
    author.change(income_target="9000.00", wish="想多养几头牛")
    return author


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def test_the_book_says_all_and_is_set_as_text(written):
    plan = written.plan["id"]
    answer = written.browser.get(f"/plans/{plan}/book.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    said = text_of(answer.content).replace(" ", "")
    for words in (
        "2026年巩固提升计划",
        "苟永强",
        "因病、缺技术",
        "9,000.00元",
        "#heading",
        "15,000元",
        "2.5处",
        "农户尚未确认",
    ):
        assert words in said, words
    word = Document(io.BytesIO(written.browser.get(f"/plans/{plan}/book.docx").content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "PAGE" in word.sections[0].footer.paragraphs[0]._p.xml, "pages are numbered, as in the PDF"
    assert word.tables[1].rows[0]._tr.xpath("w:trPr/w:tblHeader"), "a head stands on each page"
    assert any(
        line.text.startswith("农户签名（按手印）") and line.text.endswith("月　　日") for line in word.paragraphs
    )
    assert f"产业扶持：{WORDS}" in cells
    assert "9,000.00元" in cells


def test_the_signature_is_on_paper_as_soon_as_it_is_here(written, session):
    buffer = io.BytesIO()
    Image.new("RGBA", (900, 400), (0, 0, 0, 120)).save(buffer, "PNG")
    signature = "01999999-0000-7000-8000-0000000000aa"
    consent = CONSENT | {"consent_kind": "signature", "consent_witness": None, "consent_attachment_id": signature}
    written.verb("confirm", consent)
    before = written.browser.get(f"/plans/{written.plan['id']}/book.docx").content
    sent = written.browser.put(f"/attachments/{signature}", params={"kind": "signature"}, content=buffer.getvalue())
    assert sent.status_code == 201, sent.text
    assert session.scalar(select(Attachment.sha256)) is not None
    after = written.browser.get(f"/plans/{written.plan['id']}/book.docx").content
    assert len(Document(io.BytesIO(before)).inline_shapes) == 0
    assert len(Document(io.BytesIO(after)).inline_shapes) == 1
    assert written.browser.get(f"/plans/{written.plan['id']}/book.pdf").status_code == 200


def test_a_village_prints_what_is_in_force(written, client, session):
    browser = client("xiangzhen")
    assert browser.get("/plans/books.pdf", params={"year": 2026}).status_code == 404
    written.verb("confirm", CONSENT)
    written.verb("submit")
    reviewer = Author(browser)
    reviewer.plan = written.plan
    reviewer.verb("approve", {})
    answer = browser.get("/plans/books.pdf", params={"year": 2026})
    assert "同意实施" in text_of(answer.content)
    assert client("linzhen").get("/plans/books.pdf", params={"year": 2026}).status_code == 404
    assert client("linzhen").get(f"/plans/{written.plan['id']}/book.pdf").status_code == 404
