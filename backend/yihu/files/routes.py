from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse

from yihu.accounts.access import Caller, Db, allow
from yihu.accounts.permissions import Permission
from yihu.files import service
from yihu.files.models import Attachment
from yihu.files.problems import AnotherFileUnderThisId, AttachmentNotFound, NotAPicture, PictureTooLarge
from yihu.files.schemas import AttachmentRead
from yihu.kernel.problems import problems

router = APIRouter(prefix="/attachments", tags=["files"])

Reader = Annotated[Caller, Depends(allow(Permission.FILES_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.FILES_WRITE))]


class Kind(StrEnum):
    PHOTO = "photo"
    SIGNATURE = "signature"


PICTURE = {"type": "string", "format": "binary"}
BODY = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": PICTURE} for kind in ("image/jpeg", "image/png", "image/webp")},
    }
}


async def _body(request: Request) -> bytes:
    return await request.body()


@router.put(
    "/{attachment_id}",
    response_model=AttachmentRead,
    openapi_extra=BODY,
    responses=problems(AnotherFileUnderThisId, NotAPicture, PictureTooLarge),
)
def store_attachment(
    attachment_id: UUID,
    user: Writer,
    session: Db,
    response: Response,
    data: Annotated[bytes, Depends(_body)],
    kind: Kind = Kind.PHOTO,
) -> Attachment:
    """The id is made by the phone: sending the same picture again changes nothing."""
    row, new = service.store(session, user, attachment_id, kind.value, data)
    response.status_code = 201 if new else 200
    return row


@router.get("/{attachment_id}", response_class=FileResponse, responses=problems(AttachmentNotFound))
def read_attachment(attachment_id: UUID, user: Reader, session: Db) -> FileResponse:
    row = service.find(session, user, attachment_id)
    headers = {"Content-Disposition": f'attachment; filename="{row.id}"', "Content-Security-Policy": "sandbox"}
    return FileResponse(service.path_of(row.sha256), media_type=row.media_type, headers=headers)
