from uuid import UUID

from yihu.kernel.schemas import Schema


class AttachmentRead(Schema):
    id: UUID
    kind: str
    media_type: str
    size: int
