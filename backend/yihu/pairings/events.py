from dataclasses import dataclass
from typing import ClassVar

from yihu.kernel.facts import Event


@dataclass(frozen=True)
class PairingEvent(Event):
    subject_kind: ClassVar[str] = "pairing"
    household_id: str | None
    kind: str


@dataclass(frozen=True)
class PairingMade(PairingEvent):
    """A helper answers for a household, a member or a village from now on."""


@dataclass(frozen=True)
class PairingChanged(PairingEvent):
    """Its copy of who helps followed the helper."""


@dataclass(frozen=True)
class PairingEnded(PairingEvent):
    """Somebody no longer answers; the reason is in the pairing."""


@dataclass(frozen=True)
class ProposalCommitted(Event):
    """A whole proposal has become pairings; each of them has its own fact, but this one alone is delivered."""

    subject_kind: ClassVar[str] = "pairing_proposal"
    kind: str
    made: int
    ended: int


@dataclass(frozen=True)
class PairingHandedOver(Event):
    """One person's pairings went to another; each of them has its own facts, but this one alone is delivered."""

    subject_kind: ClassVar[str] = "helper"
    to_helper_id: str
    moved: int
