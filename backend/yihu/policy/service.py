"""Setting parameters, and the code lists."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.kernel import audit, clock
from yihu.kernel.models import valid_on
from yihu.kernel.problems import ValidationFailed
from yihu.policy import calendar
from yihu.policy.models import Code, PolicyParameter
from yihu.policy.parameters import REGISTRY, Parameter
from yihu.policy.problems import ParameterOutsideArea, ParameterOverlaps, ParameterUnknown
from yihu.policy.schemas import Choice, CodeLists, CodeRead, ParameterRead, ParameterSet
from yihu.regions.models import Region

DATA = Path(__file__).parent / "data"


def list_parameters(session: Session, user: Caller, day: date) -> list[ParameterRead]:
    """Every declared parameter; those without a value on that day appear once with value null."""
    row = PolicyParameter
    rows = session.scalars(
        select(row)
        .where(valid_on(row, day))
        .where(
            row.region_code.is_(None)
            | func.starts_with(user.region_code, row.region_code)
            | func.starts_with(row.region_code, user.region_code)
        )
        .order_by(row.key, row.region_code.nulls_first())
    ).all()
    return [told for parameter in REGISTRY.values() for told in _told(parameter, rows)]


def _told(parameter: Parameter, rows: Sequence[PolicyParameter]) -> list[ParameterRead]:
    about: dict[str, Any] = {
        "key": parameter.key,
        "title": parameter.title,
        "unit": parameter.unit,
        "kind": parameter.kind.__name__,
        "choices": [Choice(code=code, label=label) for code, label in parameter.choices.items()],
    }
    mine = [row for row in rows if row.key == parameter.key]
    if not mine:
        return [ParameterRead(**about, region_code=None, value=None, valid_from=None, valid_to=None, source=None)]
    return [
        ParameterRead(
            **about,
            region_code=row.region_code,
            value=row.value,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            source=row.source,
        )
        for row in mine
    ]


def set_parameter(session: Session, user: Caller, key: str, form: ParameterSet) -> list[ParameterRead]:
    """A new value from a day on; the value before ends that day and stays readable.

    One that begins today or later has judged no day that is over: said again for the same day, it is replaced.
    """
    parameter = REGISTRY.get(key)
    if parameter is None:
        raise ParameterUnknown
    region_code = form.region_code or user.county
    if not region_code.startswith(user.region_code):
        raise ParameterOutsideArea
    if type(form.value) is not parameter.kind or (isinstance(form.value, int) and form.value < parameter.least):
        raise ValidationFailed.at(
            "/value", "value_kind", f"“{parameter.title}”的值不合适", kind=parameter.kind.__name__
        )
    if parameter.choices and form.value not in parameter.choices:
        said = "、".join(f"{code}（{words}）" for code, words in parameter.choices.items())
        raise ValidationFailed.at("/value", "value_choice", f"“{parameter.title}”可填：{said}")
    row = PolicyParameter
    same = (row.key == key, row.region_code == region_code)
    session.execute(
        update(row)
        .where(*same, row.valid_from < form.valid_from, row.valid_to.is_(None))
        .values(valid_to=form.valid_from)
    )
    if form.valid_from >= clock.business_date():
        session.execute(delete(row).where(*same, row.valid_from == form.valid_from))
    session.add(row(key=key, region_code=region_code, value=form.value, valid_from=form.valid_from, source=form.source))
    try:
        session.flush()
    except IntegrityError as error:
        raise ParameterOverlaps from error
    audit.record(
        session, "parameter.set", county=user.county, region_code=region_code, key=key, value=form.value,
        valid_from=str(form.valid_from), source=form.source,
    )  # fmt: skip
    return list_parameters(session, user, clock.business_date())


def code_lists(session: Session) -> CodeLists:
    lists: dict[str, list[CodeRead]] = {}
    for row in session.scalars(select(Code).order_by(Code.list, Code.sort, Code.code)):
        lists.setdefault(row.list, []).append(CodeRead.model_validate(row))
    return CodeLists(lists=lists)


def labels(session: Session, name: str) -> dict[str, str]:
    """Code to label of one list, ended codes too."""
    rows = session.execute(select(Code.code, Code.label).where(Code.list == name))
    return {row.code: row.label for row in rows}


def load_defaults(session: Session) -> None:
    """Load the shipped code lists, sourced parameters and holidays; what a county has set itself is left alone."""
    calendar.load(session)
    load_codes(session)
    known = {(key, code) for key, code in session.execute(select(PolicyParameter.key, PolicyParameter.region_code))}
    with (DATA / "parameters.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["key"], row["region_code"] or None) not in known]
    places = {row["region_code"] for row in rows}
    here = {"", *session.scalars(select(Region.code).where(Region.code.in_(places)))}
    fresh = [row for row in rows if row["region_code"] in here]  # other places' terms are not for this installation
    session.add_all(PolicyParameter(**_parameter(row)) for row in fresh)


def load_codes(session: Session) -> None:
    """Load the shipped code lists; rows that are as shipped stay untouched."""
    with (DATA / "code_lists.csv").open(encoding="utf-8", newline="") as file:
        codes = [_code(row) for row in csv.DictReader(file)]
    statement = insert(Code)
    changed = {c.name: statement.excluded[c.name] for c in Code.__table__.columns if not c.primary_key}
    differs = or_(*(Code.__table__.c[name].is_distinct_from(new) for name, new in changed.items()))
    keys = [Code.list, Code.code]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed, where=differs), codes)


def renew_codes(url: str) -> None:
    """What a new version of the program ships must reach a database that an older one filled. `url` is the owner's."""
    engine = create_engine(url)
    try:
        with Session(engine) as session, session.begin():
            load_codes(session)
    finally:
        engine.dispose()


def _code(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "list": row["list"],
        "code": row["code"],
        "label": row["label"],
        "aliases": [alias for alias in row["aliases"].split("|") if alias],
        "standard_code": row["standard_code"] or None,
        "sort": int(row["sort"] or 0),
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        "note": row["note"] or None,
        "source": row["source"],
    }


def _parameter(row: Mapping[str, str]) -> dict[str, Any]:
    value = row["value"]
    return {
        "key": row["key"],
        "region_code": row["region_code"] or None,
        "value": int(value) if value.lstrip("-").isdigit() else value,
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        "source": row["source"],
        "note": row["note"] or None,
    }


def spellings(session: Session, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Per list: code, label and every alias as met in files -> code."""
    found: dict[str, dict[str, str]] = {name: {} for name in names}
    for row in session.scalars(select(Code).where(Code.list.in_(found)).order_by(Code.valid_to.nulls_last())):
        for text in (row.label, *row.aliases, row.code):
            found[row.list].setdefault(text, row.code)
    return found


def check_codes(session: Session, lists: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Refuse codes that their list does not have; `lists`: field -> list name, `values`: field -> code or codes."""
    for field, name in lists.items():
        given = values.get(field)
        codes = given if isinstance(given, list) else [given] if given is not None else []
        known = labels(session, name) if codes else {}
        for code in codes:
            if code not in known:
                raise ValidationFailed.at(f"/{field}", "code_unknown", f"“{code}”不在可选范围内", list=name)
