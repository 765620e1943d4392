"""A picture in pieces, for lines that break: what has arrived stays, and the phone goes on from there.

Source: IETF draft-ietf-httpbis-resumable-upload (Upload-Offset, Upload-Length), with the id made by the phone instead of
an upload address given by the server. A piece is written whole before its answer; a piece cut off in the middle of the
writing leaves a beginning of it, which counts.
"""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.files import service
from yihu.files.models import Attachment
from yihu.files.pictures import MAX_BYTES
from yihu.files.problems import OffsetMismatch, PictureTooLarge, UploadLengthMismatch
from yihu.kernel import clock
from yihu.kernel.db import after_commit
from yihu.kernel.settings import settings

KEPT = timedelta(days=30)
"""A phone that was away for longer begins again."""


def arrived(user: Caller, attachment_id: UUID) -> int:
    """Bytes here so far."""
    path = _path(user, attachment_id)
    return path.stat().st_size if path.exists() else 0


def append(
    session: Session, user: Caller, attachment_id: UUID, kind: str, data: bytes, *, offset: int, length: int
) -> tuple[Attachment | None, int]:
    """Add a piece. Returns the attachment once it is whole, and how many bytes are here."""
    if length > MAX_BYTES:
        raise PictureTooLarge("图片最大 10 MB")
    service.lock(session, attachment_id)
    known = service.own(session, user, attachment_id)
    if known is not None and known.sha256 is not None:
        return known, length
    path = _path(user, attachment_id)
    here = arrived(user, attachment_id)
    if offset != here:
        raise OffsetMismatch(here)
    if here + len(data) > length:
        raise UploadLengthMismatch
    _add(path, data)
    here += len(data)
    if here < length:
        return None, here
    return _whole(session, user, attachment_id, kind, path), here


def _whole(session: Session, user: Caller, attachment_id: UUID, kind: str, path: Path) -> Attachment:
    try:
        row, _ = service.store(session, user, attachment_id, kind, path.read_bytes())
    except service.REFUSED:  # all of it is here, and it is no picture: the phone may begin again with another
        path.unlink()
        raise
    after_commit(session, lambda: path.unlink(missing_ok=True))
    return row


def _add(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        service.write_through(descriptor, data)
    finally:
        os.close(descriptor)


def _path(user: Caller, attachment_id: UUID) -> Path:
    """Of this user: two people cannot write into one file, whatever ids they name."""
    return _folder() / f"{user.id}.{attachment_id}"


def _folder() -> Path:
    return settings().storage.files / "incoming"


def forget_stale() -> int:
    """Remove what nobody has added to for a month; returns how many."""
    oldest = (clock.now() - KEPT).timestamp()
    stale = [path for path in _folder().glob("*.*") if path.stat().st_mtime < oldest]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)
