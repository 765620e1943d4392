from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse

from yihu.accounts.access import Caller, Db, allow
from yihu.accounts.permissions import Permission
from yihu.files import pieces, resumable, service
from yihu.files.models import Attachment
from yihu.files.pieces import UploadLength, UploadOffset
from yihu.files.problems import (
    AnotherFileUnderThisId,
    AttachmentNotFound,
    NotAPicture,
    OffsetMismatch,
    PictureTooLarge,
    UploadLengthMismatch,
)
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


@router.patch(
    "/{attachment_id}",
    response_model=AttachmentRead,
    status_code=201,
    openapi_extra=BODY,
    responses=problems(AnotherFileUnderThisId, NotAPicture, OffsetMismatch, PictureTooLarge, UploadLengthMismatch)
    | pieces.MORE,
)
def append_to_attachment(
    attachment_id: UUID,
    user: Writer,
    session: Db,
    data: Annotated[bytes, Depends(_body)],
    upload_offset: UploadOffset,
    upload_length: UploadLength,
    kind: Kind = Kind.PHOTO,
) -> Any:
    """One piece of a picture, in order; after a broken line HEAD or the 409 says where to go on."""
    row, here = resumable.append(
        session, user, attachment_id, kind.value, data, offset=upload_offset, length=upload_length
    )
    told = None if row is None else AttachmentRead.model_validate(row).model_dump_json()
    return pieces.answer(told, here, 201)


@router.head(
    "/{attachment_id}",
    response_class=Response,
    responses={204: {"description": "还没有收全，Upload-Offset 为已收到的字节数"}},
)
def look_for_attachment(attachment_id: UUID, user: Writer, session: Db) -> Response:
    """200 when the caller's picture is here, else how much of it is."""
    row = service.own(session, user, attachment_id)
    whole = row is not None and row.sha256 is not None
    return pieces.progress(None if whole else resumable.arrived(user, attachment_id))


@router.get("/{attachment_id}", response_class=FileResponse, responses=problems(AttachmentNotFound))
def read_attachment(attachment_id: UUID, user: Reader, session: Db) -> FileResponse:
    row = service.find(session, user, attachment_id)
    headers = {"Content-Disposition": f'attachment; filename="{row.id}"', "Content-Security-Policy": "sandbox"}
    return FileResponse(service.path_of(row.sha256 or ""), media_type=row.media_type, headers=headers)
