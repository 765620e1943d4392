"""Keeping attachments: bytes under their SHA-256 on disk, one row that says whose they are."""

import errno
import hashlib
import os
from collections.abc import Collection
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, own_rows, within
from yihu.files.models import Attachment
from yihu.files.pictures import clean
from yihu.files.problems import AnotherFileUnderThisId, AttachmentNotFound, NotAPicture, PictureTooLarge
from yihu.kernel.problems import StorageFull
from yihu.kernel.settings import settings

REFUSED = (NotAPicture, PictureTooLarge, AnotherFileUnderThisId)
"""What sending the same bytes again would not change."""


def path_of(sha256: str) -> Path:
    return settings().storage.files / sha256[:2] / sha256


def store(session: Session, user: Caller, attachment_id: UUID, kind: str, data: bytes) -> tuple[Attachment, bool]:
    """Keep a picture under the id its phone gave it. Returns the row and whether it is new: a retry changes nothing."""
    received = hashlib.sha256(data).hexdigest()
    lock(session, attachment_id)
    row = own(session, user, attachment_id)
    if row is not None and row.sha256 is not None:
        if row.received_sha256 != received:
            raise AnotherFileUnderThisId
        return row, False
    cleaned, media_type = clean(data, kind)
    sha256 = hashlib.sha256(cleaned).hexdigest()
    _write(path_of(sha256), cleaned)
    try:
        with own_rows(session, user):
            if row is None:
                row = Attachment(county=user.county, region_code=user.region_code, id=attachment_id, created_by=user.id)
                session.add(row)
            row.kind, row.media_type, row.size = kind, media_type, len(cleaned)
            row.sha256, row.received_sha256 = sha256, received
    except IntegrityError as error:  # somebody else has taken the id
        raise AnotherFileUnderThisId from error
    return row, True


def expect(session: Session, user: Caller, author: UUID, region_code: str, ids: Collection[UUID]) -> None:
    """A record of this place names these photos of its author, which may come later; those here already move to it."""
    if not ids:
        return
    here = {"county": user.county, "region_code": region_code, "kind": "photo", "created_by": author}
    named = insert(Attachment).values([{**here, "id": one} for one in set(ids)])
    placed = named.on_conflict_do_update(
        index_elements=[Attachment.county, Attachment.id],
        set_={"region_code": region_code},
        where=(Attachment.county == user.county) & (Attachment.created_by == author),
    )
    with own_rows(session, user):
        session.execute(placed)


def move(session: Session, county: str, ids: Select[UUID], region_code: str) -> None:
    """Pictures move with the record that names them."""
    rows = update(Attachment).where(Attachment.county == county, Attachment.id.in_(ids))
    session.execute(rows.values(region_code=region_code), execution_options={"synchronize_session": False})


def lock(session: Session, attachment_id: UUID) -> None:
    """Requests about one picture take turns."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(attachment_id), 0))))


def own(session: Session, user: Caller, attachment_id: UUID) -> Attachment | None:
    """The caller's own picture, here or awaited, wherever it belongs."""
    mine = (Attachment.county == user.county, Attachment.id == attachment_id, Attachment.created_by == user.id)
    with own_rows(session, user):
        return session.scalar(select(Attachment).where(*mine))


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk before the row says it is."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{uuid4().hex}")
    with draft.open("wb") as file:
        write_through(file.fileno(), data)
    draft.rename(path)


def write_through(descriptor: int, data: bytes) -> None:
    """To the disk itself; raises StorageFull when it is full."""
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull from error
        raise


def find(session: Session, user: Caller, attachment_id: UUID) -> Attachment:
    here = (Attachment.id == attachment_id, Attachment.sha256.is_not(None))
    row = session.scalar(select(Attachment).where(within(Attachment, user), *here))
    if row is None:
        raise AttachmentNotFound
    return row
