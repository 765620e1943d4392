"""Keeping attachments: bytes under their SHA-256 on disk, one row that says whose they are."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.files.models import Attachment
from yihu.files.pictures import clean
from yihu.files.problems import AnotherFileUnderThisId, AttachmentNotFound
from yihu.kernel.settings import settings


def path_of(sha256: str) -> Path:
    return settings().storage.files / sha256[:2] / sha256


def store(session: Session, user: Caller, attachment_id: UUID, kind: str, data: bytes) -> tuple[Attachment, bool]:
    """Keep a picture under the id its phone gave it. Returns the row and whether it is new: a retry changes nothing."""
    received = hashlib.sha256(data).hexdigest()
    here = (Attachment.county == user.county, Attachment.id == attachment_id)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(attachment_id), 0))))
    known = session.scalar(select(Attachment).where(*here))
    if known is not None:
        if known.received_sha256 != received:
            raise AnotherFileUnderThisId
        return known, False
    cleaned, media_type = clean(data, kind)
    sha256 = hashlib.sha256(cleaned).hexdigest()
    _write(path_of(sha256), cleaned)
    row = Attachment(
        county=user.county,
        region_code=user.region_code,
        id=attachment_id,
        kind=kind,
        media_type=media_type,
        size=len(cleaned),
        sha256=sha256,
        received_sha256=received,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:  # the id is taken in a place the caller does not see
        raise AnotherFileUnderThisId from error
    return row, True


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk before the row says it is."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{uuid4().hex}")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def find(session: Session, user: Caller, attachment_id: UUID) -> Attachment:
    row = session.scalar(select(Attachment).where(within(Attachment, user), Attachment.id == attachment_id))
    if row is None:
        raise AttachmentNotFound
    return row


def all_exist(session: Session, user: Caller, ids: Sequence[UUID]) -> bool:
    """Whether each id is an attachment of the caller's area."""
    wanted = set(ids)
    query = select(func.count()).select_from(Attachment).where(within(Attachment, user), Attachment.id.in_(wanted))
    return not wanted or session.scalar(query) == len(wanted)
