"""Ways to spoil a file as a whole: cut, packed, encoded, of another kind."""

import io
import struct
import zipfile

from benchmarks.hostile_files import HOME, RATING, SHEET, STRINGS, Draft, patch, way


@way
def truncated(one: Draft) -> None:
    """A text is cut behind a line: of a cut number nobody can tell that it was longer."""

    def spoil(data: bytes) -> bytes:
        cut = data[: one.chance.randrange(1, len(data))]
        return cut if data.startswith(b"PK") else data[: data.rfind(b"\n", 0, len(cut)) + 1] or data

    one.whole.append(spoil)


@way
def bits_flipped(one: Draft) -> None:
    def spoil(data: bytes) -> bytes:
        found = bytearray(data)
        for _ in range(one.chance.randrange(1, 60)):
            found[one.chance.randrange(len(found))] = one.chance.randrange(256)
        return bytes(found)

    if not one.encoding:  # of a text that still reads well nobody can know
        one.whole.append(lambda data: spoil(data) if data.startswith(b"PK") else data)


@way
def zip_bomb(one: Draft) -> None:
    size = one.chance.choice((20_000_000, 90_000_000, 150_000_000))
    patch(one, SHEET, rb"<sheetData>", lambda _: b"<sheetData>" + b" " * size)


@way
def zip_of_many(one: Draft) -> None:
    one.parts.append(lambda parts: parts.update({f"x/{n}.xml": b"<x/>" for n in range(one.chance.choice((500, 4000)))}))


@way
def zip_in_zip(one: Draft) -> None:
    def spoil(data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("list.xlsx", data)
        return out.getvalue()

    one.whole.append(spoil)


@way
def lying_directory(one: Draft) -> None:
    """The sizes in the zip's directory are not those of the entries."""

    def spoil(data: bytes) -> bytes:
        found = bytearray(data)
        at = found.find(b"PK\x01\x02")
        while at >= 0:
            struct.pack_into("<I", found, at + 24, one.chance.randrange(2**32))
            at = found.find(b"PK\x01\x02", at + 4)
        return bytes(found)

    if not one.encoding:
        one.whole.append(spoil)


@way
def entities(one: Draft) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    patch(one, STRINGS, rb"<sst", lambda _: doctype + b"<sst", 1)
    patch(one, STRINGS, rb"<t>[^<]*</t>", lambda found: b"<t>&s;&b;</t>" if one.chance.random() < 0.1 else found[0])


@way
def other_format(one: Draft) -> None:
    start = one.chance.choice(
        (
            b"\x89PNG\r\n\x1a\n",
            b"%PDF-1.7\n",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"<html><table>",
            b"{\\rtf1",
            b"PK\x05\x06",
            b"PK\x03\x04",
        )
    )
    one.whole.append(lambda _: start + one.chance.randbytes(one.chance.randrange(1, 5000)))


@way
def encoded(one: Draft) -> None:
    one.encoding = one.chance.choice(("gbk", "gb18030", "utf-16", "utf-8", "utf-8-sig"))


@way
def mixed_encodings(one: Draft) -> None:
    one.encoding = "gb18030"
    one.whole.append(lambda data: data + "5119219999,农村商业银行,2026-01-01,优秀,1\n".encode())


@way
def noughts(one: Draft) -> None:
    one.encoding = one.encoding or "utf-8"
    one.whole.append(lambda data: data + b"\0" * one.chance.randrange(1, 100))


@way
def million_columns(one: Draft) -> None:
    one.encoding = "utf-8"
    one.whole.append(lambda data: data.replace(b"\r\n", b"," * 1_000_000 + b"\r\n", one.chance.choice((1, 3))))


@way
def endless_cell(one: Draft) -> None:
    one.encoding = "utf-8"
    one.whole.append(lambda data: data + b'"' + "张".encode() * one.chance.choice((40_000, 3_000_000)))


@way
def ragged(one: Draft) -> None:
    one.encoding = one.encoding or "utf-8"
    for number, row in enumerate(one.rows):
        if one.chance.random() < 0.3:
            del row[one.chance.randrange(1, len(row)) :]
            if len(row) < len(RATING if one.rating else HOME):
                found = one.truth[number]
                one.truth[number] = (*found[:3], "") if found and one.rating and len(row) == 4 else None
        elif one.chance.random() < 0.3:
            row.extend(["x"] * one.chance.randrange(1, 500))
