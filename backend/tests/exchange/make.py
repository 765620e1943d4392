"""Lists to import, and the way of a list through the API."""

import hashlib
import io
from pathlib import Path

from python_calamine import load_workbook

from tests.conftest import TODAY
from tests.households.make import id_number
from tests.make import VILLAGE
from yihu.exchange import exporting, exports  # noqa: F401  the lists are known
from yihu.field import exports as field_exports  # noqa: F401
from yihu.jobs.schemas import JobDetail
from yihu.seed.national_export import Row, sample_rows, write


def member_rows(count: int, within: str = VILLAGE, seed: int = 1) -> list[Row]:
    return sample_rows(count, TODAY, within=within, seed=seed)


def workbook(folder: Path, rows: list[Row], name: str = "成员.xlsx", **options) -> bytes:
    path = folder / name
    columns = list(dict.fromkeys(column for row in rows for column in row))
    write(path, [{column: row.get(column) for column in columns} for row in rows], **options)
    return path.read_bytes()


def send(browser, data: bytes, profile: str = "households", name: str = "成员.xlsx") -> str:
    """Open an import and send its file; returns its id."""
    answer = browser.post("/imports", json={"profile": profile, "file_name": name, "size": len(data)})
    assert answer.status_code == 201, answer.text
    made = answer.json()["id"]
    answer = browser.put(f"/imports/{made}/data", content=data)
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "validating"
    return made


def checked(browser, run_jobs, data: bytes, **options) -> dict:
    """The report of the dry run."""
    made = send(browser, data, **options)
    run_jobs()
    return browser.get(f"/imports/{made}").json()


def imported(browser, run_jobs, data: bytes, **options) -> dict:
    """Checked and carried out."""
    report = checked(browser, run_jobs, data, **options)
    assert report["state"] == "ready", report
    answer = browser.post(f"/imports/{report['id']}:start", json={})
    assert answer.status_code == 202, answer.text
    run_jobs()
    return browser.get(f"/imports/{report['id']}").json()


def rows_of(browser, made: str, action: str) -> list[dict]:
    return browser.get(f"/imports/{made}/rows", params={"action": action, "page_size": 200}).json()["items"]


def sheet(path: Path) -> list[dict]:
    """Rows of a workbook by header."""
    header, *rows = load_workbook(path).get_sheet_by_index(0).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def row(**over) -> Row:
    """One head of household as the export writes him."""
    base = {
        "行政县": "通江县",
        "乡镇": "杨柏镇",
        "行政村": "新桥河村",
        "户编号": "5119210001",
        "姓名": "张三",
        "与户主关系": "户主",
    }
    return base | {"证件号码": id_number("1970-01-01", "1")} | over


def exported(browser, run_jobs, **form) -> tuple[JobDetail, bytes]:
    answer = browser.post("/exports", json=form)
    assert answer.status_code == 202, answer.text
    run_jobs()
    job = JobDetail.model_validate(browser.get(f"/jobs/{answer.json()['id']}").json())
    assert job.state == "succeeded", job.problem
    (file,) = job.files
    data = browser.get(file.url.removeprefix("/api/v1")).content
    assert (hashlib.sha256(data).hexdigest(), len(data), file.rows) == (file.sha256, file.size, job.result["rows"])
    return job, data


def lines(data: bytes) -> list[dict]:
    titles, *rows = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return [dict(zip(titles, row, strict=True)) for row in rows]
