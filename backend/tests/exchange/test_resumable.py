"""A list's file in pieces over lines that break."""

import pytest

from tests.exchange import make
from yihu.exchange import reading
from yihu.exchange.upload import LIMIT


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def piece(browser, made: str, offset: int, data: bytes, length: int):
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(length)}
    return browser.patch(f"/imports/{made}/data", content=data, headers=headers)


def arrived(browser, made: str) -> tuple:
    answer = browser.head(f"/imports/{made}/data")
    return answer.status_code, answer.headers.get("upload-offset")


def test_a_list_arrives_in_pieces_over_a_line_that_breaks(officer, client, run_jobs, tmp_path):
    data = make.workbook(tmp_path, [make.row(), make.row(户编号="5119210002")])
    half, length = len(data) // 2, len(data)
    made = officer.post("/imports", json={"profile": "households", "file_name": "成员.xlsx", "size": length}).json()[
        "id"
    ]
    assert arrived(officer, made) == (204, "0")
    assert piece(officer, made, 0, data[:half], length).status_code == 204
    assert arrived(officer, made) == (204, str(half))
    for offset in (0, half - 1, half + 1):
        wrong = piece(officer, made, offset, data[offset:half] or b"x", length)
        assert (wrong.status_code, wrong.json()["code"]) == (409, "offset_mismatch")
        assert wrong.headers["upload-offset"] == str(half)
    beyond = piece(officer, made, half, data[half:] + b"x", length)
    assert (beyond.status_code, beyond.json()["code"]) == (400, "upload_length_mismatch")
    assert piece(officer, made, 0, b"x", LIMIT + 1).status_code == 413
    assert piece(officer, made, half, b"", length).json()["code"] == "file_empty"
    neighbour = client("linzhen")
    assert (arrived(neighbour, made)[0], piece(neighbour, made, half, data[half:], length).status_code) == (404, 404)
    assert officer.get(f"/imports/{made}").json()["state"] == "open", "nothing is looked at before all is here"

    last = piece(officer, made, half, data[half:], length)
    assert (last.status_code, last.headers["upload-offset"], last.json()["state"]) == (202, str(length), "validating")
    assert (arrived(officer, made), reading.source(made).read_bytes()) == ((200, None), data)
    again = piece(officer, made, half, data[half:], length)
    assert (again.status_code, again.json()["job_id"]) == (202, last.json()["job_id"]), "its answer was lost"
    assert piece(officer, made, half, data[half:][::-1], length).json()["code"] == "wrong_state"
    run_jobs()
    report = officer.get(f"/imports/{made}").json()
    assert (report["state"], report["counts"]["rows"]) == ("ready", 2), report

    better = make.workbook(tmp_path, [make.row()])
    assert piece(officer, made, 0, better[:100], len(better)).status_code == 204
    assert arrived(officer, made) == (204, "100")
    assert officer.put(f"/imports/{made}/data", content=better).status_code == 202, "whole after all"
    assert (arrived(officer, made), reading.source(made).read_bytes()) == ((200, None), better)
    run_jobs()
    assert officer.get(f"/imports/{made}").json()["counts"]["rows"] == 1
