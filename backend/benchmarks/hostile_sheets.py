"""Ways to spoil what a sheet is made of: hidden, merged, far away, without references."""

import re

from openpyxl import Workbook
from openpyxl.styles import Font

from benchmarks.hostile_files import BOOK, SHEET, STRINGS, Draft, patch, say, way


@way
def hidden_sheet(one: Draft) -> None:
    state = one.chance.choice(("hidden", "veryHidden"))

    def change(book: Workbook) -> None:
        other = book.create_sheet("旧表", one.chance.choice((0, 1)))
        other.append(one.header)
        other.append(["999"] * len(one.header))
        other.sheet_state = state

    one.before.append(change)


@way
def only_sheet_hidden(one: Draft) -> None:
    def change(book: Workbook) -> None:
        book.worksheets[0].sheet_state = "hidden"
        book.create_sheet("说明").append(["请如实填写"])

    one.before.append(change)
    one.whole.append(lambda data: _nothing_seen(one, data))


def _nothing_seen(one: Draft, data: bytes) -> bytes:
    if data.startswith(b"PK"):
        one.truth = [None] * len(one.truth)
    return data


@way
def merged(one: Draft) -> None:
    """Cells merged over several rows: what stands in the first counts for all of them."""
    column = one.header.index("授信额度" if one.rating else "乡镇")
    tall = one.chance.randrange(2, len(one.rows) + 1)

    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.merge_cells(start_row=2, end_row=1 + tall, start_column=column + 1, end_column=column + 1)

    one.before.append(change)
    if one.rating and (first := one.truth[0]):  # as a text, each row still says its own
        one.truth.extend([(*row[:3], first[3]) for row in one.truth[1:tall] if row])


@way
def far_cell(one: Draft) -> None:
    place = one.chance.choice((b"XFD1048576", b"A1048576", b"XFD2"))
    row = re.sub(rb"\D", b"", place.replace(b"XFD", b""))
    patch(
        one,
        SHEET,
        rb"</sheetData>",
        lambda _: b'<row r="' + row + b'"><c r="' + place + b'"><v>1</v></c></row></sheetData>',
    )


@way
def lying_dimension(one: Draft) -> None:
    told = one.chance.choice((b"A1:XFD1048576", b"A1", b"ZZZ99999999:A0", b"", b"B2:C3"))
    patch(one, SHEET, rb'<dimension ref="[^"]*"', lambda _: b'<dimension ref="' + told + b'"')


@way
def no_references(one: Draft) -> None:
    """Rows and cells that do not say where they stand."""
    patch(one, SHEET, rb'<(row|c) r="[^"]*"', lambda found: b"<" + found[1])


@way
def broken_strings(one: Draft) -> None:
    patch(
        one, SHEET, rb't="s"><v>\d+</v>', lambda found: b't="s"><v>99999</v>' if one.chance.random() < 0.3 else found[0]
    )
    _or_nothing(one)


def _or_nothing(one: Draft) -> None:
    """The last cell may be read as empty."""
    if one.rating:
        one.truth.extend([(*row[:3], "") for row in one.truth if row])


@way
def error_cells(one: Draft) -> None:
    said = one.chance.choice((b"#REF!", b"#N/A", b"#DIV/0!", b"#VALUE!"))
    patch(
        one,
        SHEET,
        rb't="s"><v>\d+</v>',
        lambda found: b't="e"><v>' + said + b"</v>" if one.chance.random() < 0.2 else found[0],
    )
    _or_nothing(one)


@way
def formulas(one: Draft) -> None:
    said = one.chance.choice(("=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "@SUM(1)", "+1"))
    say(one, said, said if one.rating else None)


@way
def reading_aids(one: Draft) -> None:
    """Rich text, with a phonetic guide beside it that is no part of the word."""
    patch(
        one,
        STRINGS,
        rb"<si><t>([^<]*)</t></si>",
        lambda found: b"<si><r><t>" + found[1] + b'</t></r><rPh sb="0" eb="1"><t>X</t></rPh></si>',
    )


@way
def macros(one: Draft) -> None:
    one.parts.append(lambda parts: parts.update({"xl/vbaProject.bin": one.chance.randbytes(5000)}))


@way
def parts_missing(one: Draft) -> None:
    gone = one.chance.choice(
        ("xl/styles.xml", STRINGS, "[Content_Types].xml", "xl/_rels/workbook.xml.rels", SHEET, BOOK)
    )
    one.parts.append(lambda parts: parts.pop(gone, None))


@way
def styled(one: Draft) -> None:
    def change(book: Workbook) -> None:
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                cell.font = Font(strike=True, size=one.chance.randrange(1, 400))

    one.before.append(change)


@way
def blank_rows(one: Draft) -> None:
    patch(
        one,
        SHEET,
        rb"</sheetData>",
        lambda _: b"".join(b'<row r="%d"/>' % n for n in range(100, 200_000)) + b"</sheetData>",
    )
