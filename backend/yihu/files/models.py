from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.kernel.models import CountyRecord


class Attachment(CountyRecord):
    """A file as it was stored: its bytes lie under their SHA-256, so a second upload of the same id changes nothing.

    A phone sends a visit or a delivery without waiting for its photos. What it names is on file at once, without content
    (`awaited`), in the place it belongs to: the bytes find that place whenever they arrive, wherever the sender is then.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("size > 0", "size_positive"),
        CheckConstraint("num_nulls(media_type, size, sha256, received_sha256) in (0, 4)", "whole_or_awaited"),
    )

    kind: Mapped[str]
    """photo or signature."""
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    received_sha256: Mapped[str | None]
    """Of the bytes as sent, before re-encoding: tells a retry from another file under the same id."""
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
