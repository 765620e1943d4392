from datetime import date
from io import BytesIO

import pytest
from docx import Document

from tests.households.make import household
from tests.loans.make import loan, notices
from tests.make import COUNTY, OTHER_VILLAGE, TOWNSHIP
from yihu.accounts.models import ResponsibilityAssignment
from yihu.loans import letters


@pytest.fixture
def printed(monkeypatch):
    """The letters handed to the printer, most recent run."""
    seen = []
    monkeypatch.setattr(letters, "render_pdf", lambda sheets: seen.clear() or seen.extend(sheets) or b"%PDF-")
    return seen


def test_one_letter_as_pdf_and_word(client, session):
    loan(session, due_in=20)
    (notice,) = notices(session)
    cadre = client("cunganbu")
    pdf = cadre.get(f"/loan-notices/{notice.id}/letter.pdf")
    assert (pdf.status_code, pdf.headers["content-type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    word = cadre.get(f"/loan-notices/{notice.id}/letter.docx")
    said = "".join(
        cell.text for table in Document(BytesIO(word.content)).tables for row in table.rows for cell in row.cells
    )
    assert "杨柏贷通〔2026〕1号" in said + "".join(p.text for p in Document(BytesIO(word.content)).paragraphs)
    assert cadre.get(f"/loan-notices/{notice.id}/letter.xlsx").status_code == 422


def test_a_village_in_one_file_names_who_to_ask_in_the_township(client, session, printed):
    for days in (12, 5, 45):
        loan(session, due_in=days)
    loan(session, household(session, "5119210099", OTHER_VILLAGE, "邻居"), due_in=20)
    notices(session)
    session.add(
        ResponsibilityAssignment(
            county=COUNTY, region_code=TOWNSHIP, person_name="向明华", phone="0827-1234567", kind="domain_responsible",
            domain="loan", valid_from=date(2026, 1, 1),
        )
    )  # fmt: skip
    session.flush()
    assert client("cunganbu").get("/loan-notices/letters.pdf").status_code == 200
    assert [letter.days_left for letter in printed] == [5, 12]
    one = printed[0]
    assert (one.issuing_unit, one.village_name, one.contact_name, one.contact_phone) == (
        "杨柏镇人民政府", "朽石坎村", "向明华", "0827-1234567",
    )  # fmt: skip
    assert (
        client("xiangzhen").get("/loan-notices/letters.pdf", params={"rung": ["written", "reminder"]}).status_code
        == 200
    )
    assert len(printed) == 4


def test_without_anybody_responsible_the_bank_is_asked_or_the_line_stays_blank(client, session, printed):
    loan(session, due_in=12, contact_name="信贷员", contact_phone="0827-7654321")
    loan(session, due_in=13)
    notices(session)
    client("cunganbu").get("/loan-notices/letters.pdf")
    assert [(letter.contact_name, letter.contact_phone) for letter in printed] == [
        ("信贷员", "0827-7654321"),
        (None, None),
    ]


def test_too_many_or_none_is_said(client, session, printed, monkeypatch):
    cadre = client("cunganbu")
    assert cadre.get("/loan-notices/letters.pdf").json()["code"] == "nothing_to_print"
    loan(session, due_in=12)
    loan(session, due_in=13)
    notices(session)
    monkeypatch.setattr(letters, "MOST", 1)
    assert cadre.get("/loan-notices/letters.pdf").json()["code"] == "too_many_letters"


def test_nobody_prints_the_letters_of_another_village(client, session):
    loan(session, due_in=12)
    (notice,) = notices(session)
    stranger = client("lincun")
    assert stranger.get(f"/loan-notices/{notice.id}/letter.pdf").status_code == 404
    assert stranger.get("/loan-notices/letters.pdf", params={"region_code": notice.region_code}).status_code == 404


@pytest.mark.parametrize(
    ("township", "unit"),
    [("杨柏镇", "杨柏镇人民政府"), ("诺江街道", "诺江街道办事处"), ("壁州街道办事处", "壁州街道办事处")],
)
def test_who_signs(township, unit):
    assert letters.government(township) == unit
