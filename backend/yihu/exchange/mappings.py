"""Kept mappings of foreign headings, one for each kind of list and source, offered again with the next list."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.exchange import queries
from yihu.exchange.header import spelling
from yihu.exchange.models import ImportMapping
from yihu.exchange.problems import MappingNameTaken, MappingNotFound
from yihu.exchange.profile import Profile
from yihu.exchange.schemas import MappingCreate, MappingFields, MappingRead, Mappings
from yihu.kernel import audit
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version

Columns = Mapping[str, str | None]


def listed(session: Session, user: Caller, profile: str | None) -> Mappings:
    """Those of the caller's area that he could use, the latest first."""
    rows = queries.mappings(user).order_by(ImportMapping.updated_at.desc(), ImportMapping.id)
    found = session.scalars(rows if profile is None else rows.where(ImportMapping.profile == profile))
    return Mappings(items=[MappingRead.model_validate(row) for row in found])


def create(session: Session, user: Caller, form: MappingCreate) -> MappingRead:
    check(queries.profile_of(user, form.profile), form.columns)
    row = ImportMapping(county=user.county, region_code=user.region_code, profile=form.profile)
    return _kept(session, user, row, form, "import_mapping.added")


def change(session: Session, user: Caller, mapping_id: UUID, form: MappingFields, version: int) -> MappingRead:
    row = _locked(session, user, mapping_id)
    check_version(row, version)
    check(queries.profile_of(user, row.profile), form.columns)
    return _kept(session, user, row, form, "import_mapping.changed")


def drop(session: Session, user: Caller, mapping_id: UUID, version: int) -> None:
    """Lists that came with it keep what they were read as."""
    row = _locked(session, user, mapping_id)
    check_version(row, version)
    _audit(session, row, "import_mapping.dropped")
    session.delete(row)


def chosen(
    session: Session, user: Caller, profile: Profile, mapping_id: UUID | None, columns: Columns
) -> tuple[str | None, dict[str, str | None]]:
    """Name of the kept mapping, and what headings mean by it and by hand; the hand goes first."""
    if mapping_id is None:
        check(profile, columns)
        return None, dict(columns)
    mine = queries.mappings(user).where(ImportMapping.id == mapping_id, ImportMapping.profile == profile.name)
    row = session.scalar(mine)
    if row is None:
        raise MappingNotFound
    by_hand = {spelling(heading) for heading in columns}
    fields = {field for field in columns.values() if field}
    kept = {h: field for h, field in row.columns.items() if spelling(h) not in by_hand and field not in fields}
    check(profile, merged := kept | dict(columns))
    return row.name, merged


def check(profile: Profile, columns: Columns) -> None:
    """Each field is one of the list's, and has one heading."""
    known, said = profile.form.titles, dict[str, str]()
    for heading, field in columns.items():
        if field is None:
            continue
        if field not in known:
            raise ValidationFailed.at(f"/columns/{heading}", "field_unknown", "这类名单没有这个字段", field=field)
        if field in said:
            raise ValidationFailed.at(
                f"/columns/{heading}", "field_twice", f"“{known[field]}”已对应“{said[field]}”这一列", field=field
            )
        said[field] = heading


def _locked(session: Session, user: Caller, mapping_id: UUID) -> ImportMapping:
    row = session.scalar(queries.mappings(user).where(ImportMapping.id == mapping_id).with_for_update())
    if row is None:
        raise MappingNotFound
    return row


def _kept(session: Session, user: Caller, row: ImportMapping, form: MappingFields, action: str) -> MappingRead:
    row.name, row.columns, row.changed_by_name = form.name, dict(form.columns), user.name
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise MappingNameTaken from None
    session.refresh(row)
    _audit(session, row, action)
    return MappingRead.model_validate(row)


def _audit(session: Session, row: ImportMapping, action: str) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("import_mapping", row.id),
        profile=row.profile, name=row.name, columns=row.columns,
    )  # fmt: skip
