import os
import time
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.files.test_routes import picture, put
from tests.loans.make import loan, notices
from tests.loans.test_notices import deliver
from tests.make import OTHER_VILLAGE, VILLAGE
from yihu.accounts.models import User
from yihu.files import resumable
from yihu.files.models import Attachment
from yihu.kernel.db import EVERYWHERE, entering
from yihu.kernel.settings import settings

DATA = picture()
PIECE = 6000


def piece(browser, attachment_id, offset, data, length=len(DATA)):
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(length), "Content-Type": "image/jpeg"}
    return browser.patch(f"/attachments/{attachment_id}", content=data, headers=headers)


def arrived(browser, attachment_id) -> tuple:
    answer = browser.head(f"/attachments/{attachment_id}")
    return answer.status_code, answer.headers.get("upload-offset")


@pytest.fixture
def cadre(client):
    return client("cunganbu")


def test_a_photo_arrives_in_pieces_and_is_the_same_as_one_sent_whole(cadre, session):
    attachment_id, whole, sent = uuid4(), uuid4(), 0
    assert arrived(cadre, attachment_id) == (204, "0")
    while sent < len(DATA):
        answer = piece(cadre, attachment_id, sent, DATA[sent : sent + PIECE])
        sent = int(answer.headers["upload-offset"])
        assert answer.status_code == (201 if sent == len(DATA) else 204), answer.text
        assert arrived(cadre, attachment_id) == ((200, None) if sent == len(DATA) else (204, str(sent)))
    assert put(cadre, whole, DATA).json() | {"id": ""} == answer.json() | {"id": ""}
    assert piece(cadre, attachment_id, 0, DATA[:PIECE]).status_code == 201, "the last answer was lost"
    assert put(cadre, attachment_id, DATA).status_code == 200


def test_a_piece_at_the_wrong_place_is_told_the_right_one(cadre):
    attachment_id = uuid4()
    piece(cadre, attachment_id, 0, DATA[:PIECE])
    for offset in (0, PIECE - 1, PIECE + 1):
        answer = piece(cadre, attachment_id, offset, DATA[offset : offset + PIECE])
        assert (answer.status_code, answer.json()["code"]) == (409, "offset_mismatch")
        assert answer.headers["upload-offset"] == str(PIECE)
    beyond = piece(cadre, attachment_id, PIECE, DATA[PIECE:] + b"x")
    assert (beyond.status_code, beyond.json()["code"]) == (400, "upload_length_mismatch")
    assert arrived(cadre, attachment_id) == (204, str(PIECE))


def test_a_piece_cut_off_while_written_counts_as_far_as_it_came(cadre, monkeypatch):
    attachment_id, write = uuid4(), os.write

    def killed(descriptor, data):
        write(descriptor, bytes(data[:100]))
        raise OSError(5, "killed")

    monkeypatch.setattr(os, "write", killed)
    assert piece(cadre, attachment_id, 0, DATA[:PIECE]).status_code == 500
    monkeypatch.undo()
    assert arrived(cadre, attachment_id) == (204, "100")
    assert piece(cadre, attachment_id, 100, DATA[100:]).status_code == 201


def test_what_is_too_large_or_no_picture_is_refused_and_may_begin_again(cadre):
    attachment_id = uuid4()
    assert piece(cadre, attachment_id, 0, b"x", length=11 * 1024 * 1024).status_code == 413
    assert piece(cadre, attachment_id, 0, b"<svg/>", length=6).status_code == 415
    assert arrived(cadre, attachment_id) == (204, "0")
    assert piece(cadre, attachment_id, 0, DATA).status_code == 201


def test_pieces_are_readable_to_nobody_else_and_forgotten_after_a_month(client, cadre):
    attachment_id = uuid4()
    piece(cadre, attachment_id, 0, DATA[:PIECE])
    assert arrived(client("lincun"), attachment_id) == (204, "0")
    (path,) = (settings().storage.files / "incoming").glob(f"*.{attachment_id}")
    assert path.stat().st_mode & 0o777 == 0o600
    assert resumable.forget_stale() == 0
    long_ago = time.time() - timedelta(days=31).total_seconds()
    os.utime(path, (long_ago, long_ago))
    assert resumable.forget_stale() == 1
    assert arrived(cadre, attachment_id) == (204, "0")


def test_a_photo_lands_where_its_record_is_although_its_sender_has_moved(client, session, cadre):

    loan(session, due_in=20)
    notice = next(n for n in notices(session) if n.state == "open")
    photo = uuid4()
    assert deliver(cadre, notice, attachment_ids=[str(photo)]).status_code == 200
    assert cadre.get(f"/attachments/{photo}").status_code == 404
    session.query(User).filter_by(username="cunganbu").one().region_code = OTHER_VILLAGE
    session.commit()
    moved = client("cunganbu")
    assert piece(moved, photo, 0, DATA).status_code == 201
    entering(EVERYWHERE)(session)
    assert session.get(Attachment, ("511921", photo)).region_code == VILLAGE
    assert moved.get(f"/attachments/{photo}").status_code == 404
    seen = client("xiangzhen").get(f"/loan-notices/{notice.id}").json()
    assert seen["attachments"] == [{"id": str(photo), "here": True}]


def test_nobody_gets_a_photo_by_naming_its_id(client, session):
    photo = uuid4()
    loan(session, due_in=20)
    notice = next(n for n in notices(session) if n.state == "open")
    assert put(client("lincun"), photo, DATA).status_code == 201
    answer = deliver(client("cunganbu"), notice, attachment_ids=[str(photo)])
    assert answer.json()["attachments"] == [{"id": str(photo), "here": False}]
    assert client("cunganbu").get(f"/attachments/{photo}").status_code == 404
