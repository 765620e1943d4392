"""The field kit: built and hashed by PostgreSQL row by row, so that the next one sends only what differs.

What a phone was told is remembered as a manifest (id -> hash of the row). The cursor names it; against it the same
statement answers the rows whose hash is another now, and the ids that are gone. See `decisions/0013`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from yihu.accounts import sessions
from yihu.accounts.access import Caller
from yihu.accounts.models import Role, User
from yihu.field import kit_rows, manifests
from yihu.field.problems import KitChanged
from yihu.kernel import clock
from yihu.visits import cadence

TAGS = bindparam("tags", type_=JSONB)


@dataclass(frozen=True)
class Part:
    """Rows that differ from the manifest as JSON text, ids that are gone, and the tags of all rows now."""

    rows: str
    removed: list[str]
    tags: dict[str, str]


def pack(session: Session, user: Caller, since: str | None) -> str:
    """The kit as JSON text; raises KitChanged when `since` names a state that is no longer known."""
    known = manifests.find(session, user, since) if since is not None else {}
    if known is None:
        raise KitChanged
    today = clock.business_date()
    binds = {**user.binds(), **cadence.binds(today), "today": today, "user_id": user.id}
    scope = kit_rows.scope_of(user)
    parts = {name: _read(session, _delta(name, scope), binds, known.get(name, {})) for name in ("households", "todos")}
    small = {name: session.execute(statement, binds).scalar_one() for name, statement in _small().items()}
    labels = _labels(small.pop("code_lists"), known.get("code_lists", {}))
    tags = {name: part.tags for name, part in parts.items()} | {"code_lists": labels.tags}
    cursor = _cursor(tags, small)
    if cursor != since:
        manifests.keep(session, user, cursor, tags)
    me = sessions.describe_user(session, session.scalars(select(User).where(User.id == user.id)).one())
    removed = {name: part.removed for name, part in parts.items()}
    head = json.dumps({"cursor": cursor, "business_on": str(binds["today"]), "removed": removed})
    rows = {name: part.rows for name, part in parts.items()} | small | {"code_lists": labels.rows}
    body = ",".join(f'"{name}":{value}' for name, value in rows.items())
    return f'{head[:-1]},"user":{me.model_dump_json()},{body}}}'


def _labels(lists: str, known: Mapping[str, str]) -> Part:
    """The code lists whose words differ, by name."""
    entries = json.loads(lists)
    tags = {name: hashlib.sha256(json.dumps(words).encode()).hexdigest()[:16] for name, words in entries.items()}
    differing = {name: words for name, words in entries.items() if known.get(name) != tags[name]}
    return Part(json.dumps(differing, ensure_ascii=False), [], tags)


def _cursor(tags: Mapping[str, Any], small: Mapping[str, str]) -> str:
    """The same for the same content, whoever asks and whenever."""
    content = json.dumps([tags, small], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _read(session: Session, statement: Select[Any], binds: Mapping[str, Any], known: Mapping[str, str]) -> Part:
    rows, tags, removed = session.execute(statement, {**binds, "tags": known}).one()
    return Part(rows, removed, tags)


@cache
def _delta(name: str, scope: Role) -> Select[Any]:
    """Of one part: rows whose hash is not the one in `tags`, all hashes, and ids of `tags` that are no row any more."""
    inner = kit_rows.PARTS[name](scope).subquery("row")
    body = cast(func.row_to_json(literal_column('"row"')), Text)
    one = select(cast(inner.c.id, Text).label("id"), body.label("body")).select_from(inner).cte("one")
    tag = func.left(func.encode(func.sha256(func.convert_to(one.c.body, "UTF8")), "hex"), 16)
    tagged = select(one.c.id, one.c.body, tag.label("tag")).cte("tagged")
    new = TAGS[tagged.c.id].astext.is_distinct_from(tagged.c.tag)
    rows = func.concat("[", func.string_agg(tagged.c.body, literal_column("','")).filter(new), "]")
    tags = func.coalesce(func.jsonb_object_agg(tagged.c.id, tagged.c.tag), cast(text("'{}'"), JSONB))
    old = func.jsonb_object_keys(TAGS).column_valued("old")
    gone = select(func.coalesce(func.jsonb_agg(old), cast(text("'[]'"), JSONB))).where(old.not_in(select(tagged.c.id)))
    return select(rows.label("rows"), tags.label("tags"), gone.scalar_subquery().label("removed")).select_from(tagged)


@cache
def _small() -> dict[str, Select[str]]:
    """What is little and goes along each time, as JSON text."""
    return {name: build() for name, build in kit_rows.SMALL.items()}
