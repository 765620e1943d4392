from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from yihu.accounts.models import User
from yihu.kernel.models import CountyRecord


class Attachment(CountyRecord):
    """A file as it was stored: its bytes lie under their SHA-256, so a second upload of the same id changes nothing."""

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("size > 0", "size_positive"),)

    kind: Mapped[str]
    """photo or signature."""
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    received_sha256: Mapped[str]
    """Of the bytes as sent, before re-encoding: tells a retry from another file under the same id."""
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
