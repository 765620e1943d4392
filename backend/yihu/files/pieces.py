"""A file in pieces, for lines that break: what has arrived stays, and the sender goes on from there.

Source: IETF draft-ietf-httpbis-resumable-upload (Upload-Offset, Upload-Length), with an address that the sender knows before.
A piece is written whole before its answer; a piece cut off in the middle of the writing leaves a beginning of it, which counts.
"""

import os
from pathlib import Path
from typing import Annotated, Any

from fastapi import Header, Response

from yihu.files import service
from yihu.files.problems import OffsetMismatch, UploadLengthMismatch

MORE: dict[int | str, dict[str, Any]] = {204: {"description": "还需继续，Upload-Offset 为已收到的字节数"}}
UploadOffset = Annotated[int, Header(ge=0, le=2**31, description="这一段从第几字节开始")]
UploadLength = Annotated[int, Header(ge=1, le=2**31, description="整个文件的字节数")]


def arrived(path: Path) -> int:
    """Bytes here so far."""
    return path.stat().st_size if path.exists() else 0


def append(path: Path, data: bytes, *, offset: int, length: int) -> int:
    """Add a piece; how many bytes are here then. Raises OffsetMismatch, UploadLengthMismatch, StorageFull."""
    here = arrived(path)
    if offset != here:
        raise OffsetMismatch(here)
    if here + len(data) > length:
        raise UploadLengthMismatch
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        service.write_through(descriptor, data)
    finally:
        os.close(descriptor)
    return here + len(data)


def answer(told: str | None, here: int, status: int) -> Response:
    """204 as long as more has to come, then what became of it as JSON."""
    headers = {"Upload-Offset": str(here)}
    if told is None:
        return Response(status_code=204, headers=headers)
    return Response(told, status_code=status, headers=headers, media_type="application/json")


def progress(here: int | None) -> Response:
    """To whoever looks: 200 when all is here, which None says, else how much of it is."""
    return Response(status_code=200) if here is None else answer(None, here, 204)
