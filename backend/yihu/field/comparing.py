"""What the person saw, what he typed and what is there now, field by field."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from yihu.field.command import Clash, Sent


def differing(row: Any, sent: Sent, names: Sequence[str] | None = None) -> dict[str, Any]:
    """Fields of the patch (`names`: only of these) that are not what `row` has. Raises Clash for those it has got meanwhile.

    A field that `base` does not name was not seen, unless the whole row was, in its version.
    """
    given = sent.form.model_dump(exclude_unset=True)
    mine = {name: given[name] for name in names or given if name in given and given[name] != getattr(row, name)}
    unseen = [] if sent.base_version == row.version else [name for name in mine if not _seen(row, sent, name)]
    if unseen:
        raise Clash(
            {n: {"base": sent.base.get(n), "mine": mine[n], "theirs": getattr(row, n)} for n in unseen}, row.version
        )
    return mine


def _seen(row: Any, sent: Sent, name: str) -> bool:
    """`base` is read as the patch is, so that 3 and 3.00 are the same."""
    if name not in sent.base:
        return False
    kind = type(sent.form).model_fields[name].annotation
    return bool(TypeAdapter(kind).validate_python(sent.base[name]) == getattr(row, name))
