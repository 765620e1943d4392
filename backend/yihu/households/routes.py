from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import select

from yihu.accounts.access import Caller, Db, Place, Reads, allow, within
from yihu.accounts.permissions import Permission
from yihu.accounts.problems import PasswordConfirmationRequired
from yihu.households import identity, incomes, members, queries, service
from yihu.households import unmask as unmasking
from yihu.households.problems import (
    HeadAlreadyThere,
    HeadCannotLeave,
    HouseholdNotFound,
    HouseholdNumberTaken,
    MemberNotFound,
    NothingToUnmask,
    OutsideArea,
    PersonInAnotherHousehold,
    PersonNumberTaken,
    UnmaskLimit,
    VillageUnknown,
)
from yihu.households.schemas import (
    Change,
    HouseholdCreate,
    HouseholdRead,
    HouseholdRow,
    HouseholdUpdate,
    HouseholdWritten,
    IdSearch,
    IncomeSet,
    MemberCreate,
    MemberLeave,
    MemberUpdate,
    Unmask,
    Unmasked,
    Year,
)
from yihu.kernel import clock
from yihu.kernel.audit import AuditEntry
from yihu.kernel.crypto import blind_index
from yihu.kernel.idempotency import IdempotencyKeyReused, OnceKey, StillInProgress
from yihu.kernel.paging import PAGE_REFUSALS, Numbers, Page, Paging, PagingParams, page, words
from yihu.kernel.problems import VersionConflict, VersionRequired, problems
from yihu.kernel.versions import Version, tag

router = APIRouter(prefix="/households", tags=["households"])

Reader = Annotated[Caller, Depends(allow(Permission.HOUSEHOLDS_READ))]
Writer = Annotated[Caller, Depends(allow(Permission.HOUSEHOLDS_WRITE))]
Unmasker = Annotated[Caller, Depends(allow(Permission.PERSONAL_DATA_UNMASK))]
Codes = Annotated[list[str] | None, Query(max_length=40)]
STALE = (HouseholdNotFound, VersionConflict, VersionRequired)
FIRST_PAGE = Paging(page_size=50, cursor=None, sort="name", include_total=False)
PERSON = (PersonInAnotherHousehold, PersonNumberTaken, HeadAlreadyThere)


@router.get("", response_model=Page[HouseholdRow], responses=problems(*PAGE_REFUSALS))
def list_households(
    user: Reader,
    reads: Reads,
    paging: PagingParams,
    region_code: Place = None,
    household_class: Codes = None,
    status: Codes = None,
    main_cause: Codes = None,
    special_group: Codes = None,
    key_group: Annotated[bool | None, Query(description="三户一体：未脱贫、监测对象，或有老少病残孤")] = None,
    lacks: Annotated[
        Literal["water", "power", "broadcast", "income"] | None, Query(description="户户有：登记为没有的")
    ] = None,
    household_no: Numbers = None,
    has_loan: bool | None = None,
    has_issue: bool | None = None,
    q: Annotated[str | None, Query(max_length=40, description="姓名、拼音首字母、户编号或自然村的一部分")] = None,
) -> Response:
    given = {
        "household_class": household_class,
        "status": status,
        "main_cause": main_cause,
        "special_group": special_group,
        "key_group": key_group,
        "lacks": lacks,
        "household_no": household_no,
        "has_loan": has_loan,
        "has_issue": has_issue,
        "q": words(q),
    }
    return page(reads, queries.REGISTER, user.binds(region_code), given, paging)


@router.post(
    "",
    status_code=201,
    response_model=HouseholdWritten,
    responses=problems(
        HouseholdNumberTaken, *PERSON, OutsideArea, VillageUnknown, IdempotencyKeyReused, StillInProgress
    ),
)
def register_household(form: HouseholdCreate, user: Writer, session: Db, once: OnceKey) -> Response:
    return once.run(session, HouseholdWritten, lambda: service.register(session, user, form), 201)


@router.post(":search", response_model=Page[HouseholdRow])
def search_households(form: IdSearch, user: Reader, reads: Reads) -> Response:
    """By exact ID number; a POST, because ID numbers never stand in URLs."""
    number = blind_index(identity.parse(form.id_number).number)
    return page(reads, queries.REGISTER, user.binds(), {"id_hash": number}, FIRST_PAGE)


@router.get("/{household_id}", response_model=HouseholdRead, responses=problems(HouseholdNotFound))
def read_household(household_id: UUID, user: Reader, reads: Reads) -> Response:
    """The whole file in one call, sensitive values masked."""
    binds = {**user.binds(), "id": household_id, "today": clock.business_date()}
    (rows,) = reads.fetch((queries.file(), binds))
    if not rows:
        raise HouseholdNotFound
    ((body, version),) = rows
    return Response(body, media_type="application/json", headers={"ETag": f'"{version}"'})


@router.patch("/{household_id}", responses=problems(*STALE, OutsideArea, VillageUnknown))
def change_household(
    household_id: UUID, form: HouseholdUpdate, version: Version, user: Writer, session: Db, response: Response
) -> HouseholdWritten:
    return _tagged(response, service.change(session, user, household_id, form, version))


@router.post(
    "/{household_id}/members", status_code=201, response_model=HouseholdWritten,
    responses=problems(*STALE, *PERSON, IdempotencyKeyReused, StillInProgress),
)  # fmt: skip
def add_member(
    household_id: UUID, form: MemberCreate, version: Version, user: Writer, session: Db, once: OnceKey
) -> Response:
    return once.run(session, HouseholdWritten, lambda: members.add(session, user, household_id, form, version), 201)


@router.patch(
    "/{household_id}/members/{member_id}",
    responses=problems(*STALE, MemberNotFound, *PERSON),
)
def change_member(
    household_id: UUID,
    member_id: UUID,
    form: MemberUpdate,
    version: Version,
    user: Writer,
    session: Db,
    response: Response,
) -> HouseholdWritten:
    """`If-Match` is the household's version."""
    return _tagged(response, members.change(session, user, household_id, member_id, form, version))


@router.post(
    "/{household_id}/members/{member_id}:leave",
    response_model=HouseholdWritten,
    responses=problems(*STALE, MemberNotFound, HeadCannotLeave, IdempotencyKeyReused, StillInProgress),
)
def let_member_leave(
    household_id: UUID,
    member_id: UUID,
    form: MemberLeave,
    version: Version,
    user: Writer,
    session: Db,
    once: OnceKey,
) -> Response:
    return once.run(
        session, HouseholdWritten, lambda: members.leave(session, user, household_id, member_id, form, version)
    )


@router.put("/{household_id}/incomes/{year}", responses=problems(*STALE))
def set_incomes(
    household_id: UUID, year: Year, form: IncomeSet, version: Version, user: Writer, session: Db, response: Response
) -> HouseholdWritten:
    return _tagged(response, incomes.set_year(session, user, household_id, year, form, version))


@router.post(
    "/{household_id}:unmask",
    responses=problems(HouseholdNotFound, MemberNotFound, NothingToUnmask, UnmaskLimit, PasswordConfirmationRequired),
)
def unmask(household_id: UUID, form: Unmask, user: Unmasker, session: Db) -> Unmasked:
    return Unmasked(value=unmasking.unmask(session, user, household_id, form))


@router.get("/{household_id}/changes", responses=problems(HouseholdNotFound))
def list_changes(household_id: UUID, user: Reader, session: Db) -> list[Change]:
    """Who changed what, newest first."""
    if session.scalar(queries.one(user, household_id)) is None:
        raise HouseholdNotFound
    a = AuditEntry
    query = (
        select(a)
        .where(within(a, user), a.subject_id == household_id)
        .order_by(a.created_at.desc(), a.id.desc())
        .limit(200)
    )
    return [
        Change(at=row.created_at, actor_name=row.actor_name, action=row.action, details=row.details)
        for row in session.scalars(query)
    ]


def _tagged(response: Response, written: HouseholdWritten) -> HouseholdWritten:
    tag(response, written.version)
    return written
