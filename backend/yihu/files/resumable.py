"""Pictures in pieces, under the id that the phone gave them."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.files import pieces, service
from yihu.files.models import Attachment
from yihu.files.pictures import MAX_BYTES
from yihu.files.problems import PictureTooLarge
from yihu.kernel import clock
from yihu.kernel.db import after_commit
from yihu.kernel.settings import settings

KEPT = timedelta(days=30)
"""A phone that was away for longer begins again."""


def arrived(user: Caller, attachment_id: UUID) -> int:
    """Bytes here so far."""
    return pieces.arrived(_path(user, attachment_id))


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
    here = pieces.append(path, data, offset=offset, length=length)
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
