from uuid import UUID

from yihu.kernel.schemas import Schema


class AttachmentNamed(Schema):
    """What a record names: not `here` while the phone is still sending it."""

    id: UUID
    here: bool


class AttachmentRead(Schema):
    id: UUID
    kind: str
    media_type: str
    size: int
