from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from yihu.accounts.access import Db
from yihu.exchange import mappings
from yihu.exchange.problems import ImportNotYours, MappingNameTaken, MappingNotFound, ProfileNotFound
from yihu.exchange.routes import ONCE, Importer
from yihu.exchange.schemas import MappingCreate, MappingFields, MappingRead, Mappings
from yihu.kernel.idempotency import OnceKey
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version

router = APIRouter(prefix="/import-mappings", tags=["imports"])
STALE = (MappingNotFound, VersionConflict, VersionRequired)


@router.get("")
def list_import_mappings(
    user: Importer, session: Db, profile: Annotated[str | None, Query(max_length=40)] = None
) -> Mappings:
    """What headings of each source mean, the latest first."""
    return mappings.listed(session, user, profile)


@router.post(
    "", status_code=201, response_model=MappingRead,
    responses=problems(ProfileNotFound, ImportNotYours, MappingNameTaken, *ONCE),
)  # fmt: skip
def create_import_mapping(form: MappingCreate, user: Importer, session: Db, once: OnceKey) -> Response:
    return once.run(session, MappingRead, lambda: mappings.create(session, user, form), 201)


@router.patch("/{mapping_id}", response_model=MappingRead, responses=problems(*STALE, MappingNameTaken, *ONCE))
def change_import_mapping(
    mapping_id: UUID, form: MappingFields, version: Version, user: Importer, session: Db, once: OnceKey
) -> Response:
    """Name and headings as they shall be: what is not named is no longer mapped."""
    return once.run(session, MappingRead, lambda: mappings.change(session, user, mapping_id, form, version))


@router.delete("/{mapping_id}", status_code=204, responses=problems(*STALE))
def drop_import_mapping(mapping_id: UUID, version: Version, user: Importer, session: Db) -> None:
    mappings.drop(session, user, mapping_id, version)
