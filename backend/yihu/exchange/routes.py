import tempfile
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import FileResponse

from yihu.accounts.access import Caller, CurrentCaller, Db, Reads
from yihu.exchange import queries, service
from yihu.exchange.problems import (
    FileEmpty,
    FileTooLarge,
    ImportNotFound,
    ImportNotYours,
    MappingNotFound,
    NothingRejected,
    ProfileNotFound,
    SuspiciousBatch,
    WrongState,
)
from yihu.exchange.profiles import PROFILES
from yihu.exchange.rejected import write_template
from yihu.exchange.schemas import (
    ImportColumns,
    ImportCreate,
    ImportRead,
    ImportRowRead,
    ImportStart,
    ProfileColumn,
    ProfileRead,
    Profiles,
)
from yihu.exchange.states import State
from yihu.exchange.upload import ReceivedFile
from yihu.exchange.writing import MEDIA, Format
from yihu.files import pieces
from yihu.files.pieces import UploadLength, UploadOffset
from yihu.files.problems import OffsetMismatch, UploadLengthMismatch
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Codes, Page, PagingParams, page, words
from yihu.kernel.problems import NotAllowed, problems

router = APIRouter(tags=["imports"])
ONCE = (IdempotencyKeyReused, StillInProgress)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LISTS = (WORKBOOK, "text/csv", MEDIA[Format.NDJSON])


BODY = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in LISTS},
    }
}


def _importer(user: CurrentCaller) -> Caller:
    """Whoever may import some kind of list; which one is checked with the list."""
    if not any(profile.permission in user.permissions for profile in PROFILES.values()):
        raise NotAllowed
    return user


Importer = Annotated[Caller, Depends(_importer)]


@router.get("/import-profiles")
def list_import_profiles(user: Importer) -> Profiles:
    """The lists this user may import and the columns they know."""
    return Profiles(
        items=[
            ProfileRead(
                profile=profile.name,
                title=profile.title,
                columns=[ProfileColumn(**_column(column)) for column in profile.form.columns],
            )
            for profile in PROFILES.values()
            if profile.permission in user.permissions
        ]
    )


def _column(column: Any) -> dict[str, Any]:
    return {
        "field": column.field,
        "title": column.title,
        "aliases": list(column.aliases),
        "required": column.required,
        "help": column.help,
    }


@router.get(
    "/import-profiles/{profile}/template.xlsx",
    response_class=Response,
    responses=problems(ProfileNotFound, ImportNotYours),
)
def read_template(profile: str, user: Importer) -> Response:
    found = queries.profile_of(user, profile)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "template.xlsx"
        write_template(found.form, target)
        return Response(target.read_bytes(), media_type=WORKBOOK, headers=_named(f"{found.title}模板.xlsx"))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


@router.get("/imports", response_model=Page[ImportRead], responses=problems(*PAGE_REFUSALS))
def list_imports(
    user: Importer,
    reads: Reads,
    paging: PagingParams,
    profile: Codes = None,
    state: Annotated[list[State] | None, Query()] = None,
    direct: Annotated[bool | None, Query(description="业务系统逐笔推送的；false 为上传的名单")] = None,
    q: Annotated[str | None, Query(max_length=40, description="文件名的一部分")] = None,
) -> Response:
    """Lists and what systems sent row by row, newest first."""
    given = {"profile": profile, "state": state, "direct": direct, "q": words(q)}
    return page(reads, queries.lists(), queries.asking(user), given, paging)


@router.post(
    "/imports",
    status_code=201,
    response_model=ImportRead,
    responses=problems(ProfileNotFound, ImportNotYours, MappingNotFound, *ONCE),
)
def create_import(form: ImportCreate, user: Importer, session: Db, once: OnceKey) -> Response:
    return once.run(session, ImportRead, lambda: service.create(session, user, form), 201)


@router.put(
    "/imports/{import_id}/data",
    status_code=202,
    responses=problems(ImportNotFound, WrongState, FileTooLarge, FileEmpty),
    openapi_extra=BODY,
)
def send_import_data(import_id: UUID, user: Importer, file: ReceivedFile, session: Db) -> ImportRead:
    """The file as it is; it is checked in the background and nothing is changed yet."""
    return service.receive(session, user, import_id, file)


@router.patch(
    "/imports/{import_id}/data",
    status_code=202,
    response_model=ImportRead,
    responses=problems(ImportNotFound, WrongState, FileTooLarge, FileEmpty, OffsetMismatch, UploadLengthMismatch)
    | pieces.MORE,
    openapi_extra=BODY,
)
def append_to_import_data(
    import_id: UUID,
    user: Importer,
    file: ReceivedFile,
    session: Db,
    upload_offset: UploadOffset,
    upload_length: UploadLength,
) -> Response:
    """One piece of the file, in order; after a broken line HEAD or the 409 says where to go on. The last one starts the check."""
    row, here = service.append(session, user, import_id, file, offset=upload_offset, length=upload_length)
    return pieces.answer(None if row is None else row.model_dump_json(), here, 202)


@router.head("/imports/{import_id}/data", response_class=Response, responses=problems(ImportNotFound) | pieces.MORE)
def look_for_import_data(import_id: UUID, user: Importer, session: Db) -> Response:
    """200 when a file is here whole, else how much of it is."""
    return pieces.progress(service.arrived(session, user, import_id))


@router.get("/imports/{import_id}", responses=problems(ImportNotFound))
def read_import(import_id: UUID, user: Importer, session: Db) -> ImportRead:
    return service.told(session, service.find(session, user, import_id))


@router.get(
    "/imports/{import_id}/rows",
    response_model=Page[ImportRowRead],
    responses=problems(*PAGE_REFUSALS),
)
def list_import_rows(
    import_id: UUID,
    user: Importer,
    reads: Reads,
    paging: PagingParams,
    action: Annotated[str | None, Query(max_length=20, description="new、changed、unchanged、rejected")] = None,
) -> Response:
    binds = {**user.binds(), "import_id": import_id}
    return page(reads, queries.ROWS, binds, {"action": action}, paging)


@router.post(
    "/imports/{import_id}:assign-columns",
    status_code=202,
    response_model=ImportRead,
    responses=problems(ImportNotFound, WrongState, MappingNotFound, *ONCE),
)
def assign_import_columns(import_id: UUID, form: ImportColumns, user: Importer, session: Db, once: OnceKey) -> Response:
    """Say which field stands under which heading; the file that is here is looked through anew."""
    return once.run(session, ImportRead, lambda: service.assign(session, user, import_id, form), 202)


@router.post(
    "/imports/{import_id}:start",
    status_code=202,
    response_model=ImportRead,
    responses=problems(ImportNotFound, WrongState, SuspiciousBatch, *ONCE),
)
def start_import(import_id: UUID, form: ImportStart, user: Importer, session: Db, once: OnceKey) -> Response:
    return once.run(session, ImportRead, lambda: service.start(session, user, import_id, form), 202)


@router.post(
    "/imports/{import_id}:cancel", response_model=ImportRead, responses=problems(ImportNotFound, WrongState, *ONCE)
)
def cancel_import(import_id: UUID, user: Importer, session: Db, once: OnceKey) -> Response:
    return once.run(session, ImportRead, lambda: service.cancel(session, user, import_id))


@router.post(
    "/imports/{import_id}:reverse", status_code=202, response_model=ImportRead,
    responses=problems(ImportNotFound, WrongState, *ONCE),
)  # fmt: skip
def reverse_import(import_id: UUID, user: Importer, session: Db, once: OnceKey) -> Response:
    """Give back what the list changed, except where somebody has worked on it since."""
    return once.run(session, ImportRead, lambda: service.reverse(session, user, import_id), 202)


@router.get(
    "/imports/{import_id}/rejected.xlsx",
    response_class=FileResponse,
    responses=problems(ImportNotFound, NothingRejected),
)
def read_rejected_rows(import_id: UUID, user: Importer, session: Db) -> FileResponse:
    """The refused rows as they were sent, with the reason behind: mend them and import this file."""
    row, path = service.rejected(session, user, import_id)
    name = f"{Path(row.file_name).stem}-被拒绝的行.xlsx"
    return FileResponse(path, media_type=WORKBOOK, headers=_named(name))
