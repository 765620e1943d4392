"""Strangers are slowed down by address and by village, counted in the database: every process sees the same."""

from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from yihu.cases.declaration_models import PublicAttempt
from yihu.cases.problems import TooManyDeclarations
from yihu.kernel import clock
from yihu.kernel.crypto import blind_index

WINDOW = timedelta(hours=1)
LIMITS = {"declared": (20, 120), "missed": (20, 200)}
"""By address and by village in an hour. A telephone network shows many villagers under one address."""


def address_of(address: str) -> bytes:
    return blind_index(f"public-address:{address}")


def check(session: Session, kind: str, address: str, village_code: str) -> None:
    """Refuse with the time to wait. Requests of one village are counted one after the other."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"declare:{village_code}", 0))))
    a, hashed, since = PublicAttempt, address_of(address), clock.now() - WINDOW
    by_address, by_village, oldest = session.execute(
        select(
            func.count().filter(a.address_hash == hashed),
            func.count().filter(a.village_code == village_code),
            func.min(a.created_at),
        ).where(a.kind == kind, a.created_at > since, or_(a.address_hash == hashed, a.village_code == village_code))
    ).one()
    most_by_address, most_by_village = LIMITS[kind]
    if by_address >= most_by_address or by_village >= most_by_village:
        wait = max(1, int((oldest + WINDOW - clock.now()).total_seconds()))
        raise TooManyDeclarations(
            f"请 {wait // 60 + 1} 分钟后再试；着急的事请直接打村委会电话", headers={"Retry-After": wait}
        )


def note(session: Session, kind: str, address: str, village_code: str) -> None:
    session.add(PublicAttempt(kind=kind, address_hash=address_of(address), village_code=village_code))
    session.flush()
