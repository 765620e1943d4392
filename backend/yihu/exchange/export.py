"""Lists that can be taken away: one file per room in `exports/`, which registers itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from yihu.exchange.columns import Code, Column
from yihu.kernel.models import CountyRecord
from yihu.kernel.paging import Listing


@dataclass(frozen=True)
class Export:
    name: str
    title: str
    """Also the name of the file and of its sheet."""
    listings: Callable[[], tuple[Listing, ...]]
    """Of which the list's route shows one; built when first asked for."""
    columns: Mapping[str, Column]
    """Title -> what stands under it, in this order."""
    clear: Mapping[str, Any] = field(default_factory=dict)
    """Masked column -> the sealed one behind it, for who may take it away in the clear."""
    code_lists: tuple[str, ...] = ()
    """Code lists that its `Told` columns look into."""
    follows: type[CountyRecord] | None = None
    """What a row is, where changes of it are told (`subject`): then it can be taken away since; it is called as its address."""

    @cached_property
    def lists(self) -> set[str]:
        return {column.list for column in self.columns.values() if isinstance(column, Code)} | set(self.code_lists)


EXPORTS: dict[str, Export] = {}


def export(
    name: str,
    title: str,
    *listings: Listing | Callable[[], Listing],
    columns: Mapping[str, Column],
    clear: Mapping[str, Any] | None = None,
    code_lists: tuple[str, ...] = (),
    follows: type[CountyRecord] | None = None,
) -> None:
    """Declare how a list is taken away. `listings`: more than one where the route chooses by a parameter."""

    def built() -> tuple[Listing, ...]:
        return tuple(one if isinstance(one, Listing) else one() for one in listings)

    assert name not in EXPORTS, name
    EXPORTS[name] = Export(name, title, built, columns, clear or {}, code_lists, follows)


def of(listing: Listing) -> tuple[Export, int] | None:
    """The declaration for a list, and which of its variants it is."""
    for found in EXPORTS.values():
        for place, one in enumerate(found.listings()):
            if one is listing:
                return found, place
    return None
