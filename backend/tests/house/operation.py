"""What the probes know of one operation of the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yihu.accounts.permissions import Permission

STAMP = "2026-11-23"
NOBODY = "0199aaaa-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Op:
    """`needs`: any of these permissions, nothing for everybody signed in, None for strangers too."""

    needs: tuple[Permission, ...] | None = ()
    body: Any = None
    """One that would succeed."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Where an object of the path is another one than the world's usual."""
    owner: str = "cunganbu"
    """Whom it lets in, and who certainly reaches the object in the path."""
    query: str = ""
    """What must be asked with it; names of the world's objects in braces."""
    headers: Mapping[str, str] = field(default_factory=dict)
    answer: int | None = None
    """What the owner is told where the world's object is not ready for it."""
