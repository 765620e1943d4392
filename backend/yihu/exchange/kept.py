"""What the dry run found, kept beside the file: start uses it again if nothing that was looked at has changed since.

Every version of a row carries the number of the transaction that wrote it, and no transaction's rows appear before it has
committed. So the county's tables are as they were if and only if these numbers are the same ones, counted.
"""

import json
import shutil
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

import yihu
from yihu.exchange import reading
from yihu.exchange.profile import Batch, Profile
from yihu.exchange.setwise import copy_in, copy_out, indexed

VERSIONS = """
    select count(*) || ' ' || coalesce(sum(hashint8extended(cast(cast(xmin as text) as bigint), 0)), 0)
    from {table} where county = :county
"""
DEFINITION = """
    select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' order by attnum)
    from pg_attribute where attrelid = cast(:table as regclass) and attnum > 0
"""
ABOUT = "about.json"


def files_now(session: Session, batch: Batch, profile: Profile) -> str:
    """What is compared: ask before planning, so that a change in between is noticed."""
    found = [session.scalar(text(VERSIONS.format(table=t)), {"county": batch.county}) for t in profile.looks_at]
    return " ".join((_program(), *map(str, found)))


@cache
def _program() -> str:
    """The whole of it: a plan takes its SQL from many rooms, and another version is to plan anew."""
    whole = sha256()
    for path in sorted(Path(yihu.__file__).parent.rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def keep(session: Session, batch: Batch, profile: Profile, files: str) -> None:
    """Write the plan's tables down; `files` is what `files_now` said before planning."""
    target = reading.plan(batch.import_id)
    draft = target.with_suffix(".draft")
    for left in (draft, target):
        shutil.rmtree(left, ignore_errors=True)
    draft.mkdir()
    tables = {}
    for name in profile.plan_tables:
        tables[name] = session.scalar(text(DEFINITION), {"table": f"pg_temp.{name}"})
        copy_out(session, f"copy {name} to stdout (format binary)", draft / name)
    (draft / ABOUT).write_text(json.dumps({"files": files, "tables": tables}))
    draft.rename(target)


def taken_up(session: Session, batch: Batch, profile: Profile) -> bool:
    """Make the plan's tables as the dry run left them, unless they might say something else today."""
    folder = reading.plan(batch.import_id)
    about = _about(folder)
    if about is None or about["files"] != files_now(session, batch, profile):
        return False
    for name, index in profile.plan_tables.items():
        session.execute(text(f"drop table if exists pg_temp.{name}"))
        session.execute(text(f"create temp table {name} ({about['tables'][name]}) on commit drop"))
        copy_in(session, f"copy {name} from stdin (format binary)", [folder / name])
        indexed(session, name, index)
    return True


def _about(folder: Path) -> dict[str, Any] | None:
    path = folder / ABOUT
    return json.loads(path.read_text()) if path.exists() else None
