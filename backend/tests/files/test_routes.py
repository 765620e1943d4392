import io
from uuid import uuid4

import pytest
from PIL import Image

from yihu.files.models import Attachment
from yihu.files.service import path_of


def picture(size=(2400, 1800), exif: bytes = b"", kind="JPEG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind, **({"exif": exif} if exif else {}))
    return target.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif.tobytes())


@pytest.fixture
def cadre(client):
    return client("cunganbu")


def put(browser, attachment_id, data, kind="photo"):
    return browser.put(
        f"/attachments/{attachment_id}", params={"kind": kind}, content=data, headers={"Content-Type": "image/jpeg"}
    )


def test_a_photo_is_stored_small_and_without_its_metadata(cadre, session):
    sent, attachment_id = with_place(), uuid4()
    assert b"SecretPhoneMaker" in sent
    answer = put(cadre, attachment_id, sent)
    assert answer.status_code == 201, answer.text
    got = cadre.get(f"/attachments/{attachment_id}")
    assert got.headers["content-type"] == "image/jpeg"
    assert "attachment" in got.headers["content-disposition"]
    assert b"SecretPhoneMaker" not in got.content
    with Image.open(io.BytesIO(got.content)) as stored:
        assert max(stored.size) == 1600
        assert not stored.getexif()


def test_sending_it_again_changes_nothing_and_another_file_is_refused(cadre, session):
    attachment_id = uuid4()
    assert put(cadre, attachment_id, picture()).status_code == 201
    assert put(cadre, attachment_id, picture()).status_code == 200
    assert put(cadre, attachment_id, picture((10, 10))).status_code == 409
    row = session.get(Attachment, ("511921", attachment_id))
    assert path_of(row.sha256).stat().st_size == row.size


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"GIF89a....", picture()[:200], b"%PDF-1.7"])
def test_what_is_not_a_picture_is_refused(cadre, data):
    answer = put(cadre, uuid4(), data)
    assert (answer.status_code, answer.json()["code"]) == (415, "not_a_picture")


def test_another_village_cannot_read_it(client):
    attachment_id = uuid4()
    assert put(client("cunganbu"), attachment_id, picture((10, 10))).status_code == 201
    assert client("lincun").get(f"/attachments/{attachment_id}").status_code == 404
    assert client("xiangzhen").get(f"/attachments/{attachment_id}").status_code == 200
    assert put(client("shenji"), uuid4(), picture((10, 10))).status_code == 403


def test_an_id_taken_elsewhere_is_refused(client):
    attachment_id = uuid4()
    assert put(client("lincun"), attachment_id, picture((10, 10))).status_code == 201
    answer = put(client("cunganbu"), attachment_id, picture((12, 12)))
    assert (answer.status_code, answer.json()["code"]) == (409, "another_file_under_this_id")
