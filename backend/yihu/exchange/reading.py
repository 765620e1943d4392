"""Starting the reading process for one uploaded file and understanding how it ended."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

import yihu
from yihu.exchange.form import Book, Form
from yihu.exchange.header import Assigned
from yihu.exchange.unreadable import FileUnreadable
from yihu.kernel.processes import end_with_parent
from yihu.kernel.settings import settings

log = structlog.get_logger()
PATIENCE = 300.0  # seconds; the process limits its own CPU time to less


def folder(import_id: UUID) -> Path:
    return settings().storage.files / "imports" / str(import_id)


def source(import_id: UUID) -> Path:
    """The file as it was sent."""
    return folder(import_id) / "source"


def incoming(import_id: UUID) -> Path:
    """As much of the next file as has arrived in pieces."""
    return folder(import_id) / "incoming"


def rows(import_id: UUID) -> Path:
    """Folder of what was read from it: files ready for COPY, sensitive values sealed."""
    return folder(import_id) / "rows"


def forget(import_id: UUID) -> None:
    """What was made of a file that another one replaces."""
    shutil.rmtree(rows(import_id), ignore_errors=True)
    rejected(import_id).unlink(missing_ok=True)


def rejected(import_id: UUID) -> Path:
    """The workbook of refused rows."""
    return folder(import_id) / "rejected.xlsx"


def read(form: Form, import_id: UUID, book: Book, columns: Assigned, progress: Callable[[int], None]) -> dict[str, Any]:
    """Read the list; returns `rows` and `ignored` columns. Raises FileUnreadable when it cannot be read at all."""
    target = rows(import_id)
    draft = target.with_suffix(".draft")
    for left in (draft, target):
        shutil.rmtree(left, ignore_errors=True)
    result = _ask(_order(form, import_id, columns, draft) | {"book": asdict(book)}, progress)
    draft.rename(target)
    return result


def write_rejected(form: Form, import_id: UUID, columns: Assigned, reasons: Mapping[int, str]) -> Path:
    """Make the workbook of refused rows from the file as it was sent."""
    target = rejected(import_id)
    draft = target.with_suffix(".draft")
    _ask(_order(form, import_id, columns, draft) | {"rejected": dict(reasons)}, lambda _: None)
    draft.rename(target)
    return target


def _order(form: Form, import_id: UUID, columns: Assigned, target: Path) -> dict[str, Any]:
    return {"form": form.name, "source": str(source(import_id)), "columns": dict(columns), "target": str(target)}


def _ask(order: dict[str, Any], progress: Callable[[int], None]) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "YIHU_DATABASE_URL"}
    home, secrets = settings().storage.home, settings().security.secrets_file
    environment |= {"YIHU_HOME": str(home), "PYPINYIN_NO_PHRASES": "1"} | (
        {"YIHU_SECRETS_FILE": str(secrets)} if secrets else {}
    )
    with subprocess.Popen(
        [sys.executable, "-m", "yihu.exchange.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(yihu.__file__).parents[1],
        env=environment,
        text=True,
        preexec_fn=end_with_parent(signal.SIGKILL),  # noqa: PLW1509 does not touch Python's locks
    ) as process:
        alarm = threading.Timer(PATIENCE, process.kill)
        alarm.start()
        try:
            return _conversation(process, order, progress)
        finally:
            alarm.cancel()
            process.kill()


def _conversation(
    process: subprocess.Popen[str], order: dict[str, Any], progress: Callable[[int], None]
) -> dict[str, Any]:
    assert process.stdin
    assert process.stdout
    assert process.stderr
    json.dump(order, process.stdin)
    process.stdin.close()
    for line in process.stdout:
        said = json.loads(line)
        if "done" in said:
            progress(said["done"])
        elif "problem" in said:
            raise FileUnreadable(**said["problem"])
        else:
            result: dict[str, Any] = said["result"]
            return result
    log.warning("list_unreadable", code=process.wait(), said=process.stderr.read()[-2000:])
    raise FileUnreadable("file_unreadable", "文件无法读取：内容过大或已损坏，请删去多余的空白区域，重新保存后再上传")
