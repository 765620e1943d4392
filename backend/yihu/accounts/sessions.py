"""Signing in and staying signed in.

A refresh token is `sign-in id.secret`, known to the database only as a hash, and changes with each use. On a weak line
the reply with the new token may never arrive, and two tabs may ask at once, so older tokens stay good until a newer one
has been used; a token that was superseded in this way is a stolen one and ends the sign-in.
"""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from yihu.accounts.access import access_token
from yihu.accounts.models import ROLE_LABELS, LoginAttempt, SignIn, User
from yihu.accounts.passwords import check_strength, hash_password, verify
from yihu.accounts.permissions import GRANTS
from yihu.accounts.problems import TooManyAttempts
from yihu.accounts.schemas import LoginForm, Me, RegionName, SessionRead
from yihu.kernel import audit, clock
from yihu.kernel.db import Area, entering
from yihu.kernel.settings import settings
from yihu.regions import queries as regions

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 100
REMEMBERED = 6
"""Refresh tokens of one sign-in that may be good at the same time."""


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def throttle(session: Session, username: str, address: str) -> None:
    """At most 5 failures per account and 100 per address in 15 minutes; no account is ever locked for good."""
    since = clock.now() - WINDOW
    by_account, by_address, oldest = session.execute(
        select(
            func.count().filter(LoginAttempt.username == username),
            func.count().filter(LoginAttempt.address == address),
            func.min(LoginAttempt.created_at),
        ).where(
            or_(LoginAttempt.username == username, LoginAttempt.address == address), LoginAttempt.created_at > since
        )
    ).one()
    if by_account >= PER_ACCOUNT or by_address >= PER_ADDRESS:
        wait = max(1, int((oldest + WINDOW - clock.now()).total_seconds()))
        raise TooManyAttempts(f"请 {wait // 60 + 1} 分钟后再试", headers={"Retry-After": wait})


def credentials_match(session: Session, form: LoginForm) -> User | None:
    user = session.scalar(select(User).where(User.username == form.username.lower()))
    known = user if user is not None and user.disabled_at is None else None
    return user if verify(form.password.get_secret_value(), known.password_hash if known else None) else None


def note_failure(session: Session, username: str, address: str) -> None:
    session.add(LoginAttempt(username=username, address=address))


def start(session: Session, user: User, device: str | None) -> tuple[SessionRead, str]:
    """A new sign-in: the session for the body, the refresh token for the cookie."""
    sign_in_id, secret, now = uuid4(), secrets.token_urlsafe(32), clock.now()
    sign_in = SignIn(
        id=sign_in_id,
        user_id=user.id,
        device=device,
        refresh_hashes=[_hash(secret)],
        last_used_at=now,
        confirmed_at=now,
        expires_at=now + timedelta(days=settings().security.refresh_days),
    )
    session.add(sign_in)
    session.flush()
    entering(Area(user.county, user.region_code))(session)
    session.info["actor"] = user
    audit.record(
        session,
        "user.signed_in",
        county=user.county,
        region_code=user.region_code,
        subject=("user", user.id),
        name=user.name,
        device=device,
    )
    return describe(session, user, sign_in), f"{sign_in_id}.{secret}"


def refresh(session: Session, token: str) -> tuple[SessionRead, str] | None:
    """Exchange a refresh token for a new one and a fresh access token; None when it is not, or no longer, good."""
    sign_in_id, _, secret = token.partition(".")
    try:
        query = select(SignIn, User).join(User, User.id == SignIn.user_id).where(SignIn.id == UUID(sign_in_id))
    except ValueError:
        return None
    found = session.execute(query.with_for_update(of=SignIn)).one_or_none()
    if found is None:
        return None
    sign_in, user = found
    now = clock.now()
    idle = sign_in.last_used_at + timedelta(hours=settings().security.refresh_idle_hours)
    if sign_in.ended_at is not None or user.disabled_at is not None or now > min(sign_in.expires_at, idle):
        return None
    if _hash(secret) not in sign_in.refresh_hashes:
        sign_in.ended_at = now
        return None
    new = secrets.token_urlsafe(32)
    still_good = sign_in.refresh_hashes[: sign_in.refresh_hashes.index(_hash(secret)) + 1]
    sign_in.refresh_hashes = [_hash(new), *still_good][:REMEMBERED]
    sign_in.last_used_at = now
    session.flush()
    return describe(session, user, sign_in), f"{sign_in.id}.{new}"


def describe(session: Session, user: User, sign_in: SignIn) -> SessionRead:
    return SessionRead(
        access_token=access_token(user, sign_in),
        expires_in=settings().security.access_minutes * 60,
        user=describe_user(session, user),
        business_on=clock.business_date(),
    )


def describe_user(session: Session, user: User) -> Me:
    names = session.scalars(regions.lineage(user.region_code)).all()
    region = RegionName(code=user.region_code, name=names[-1].short_name, path="".join(r.short_name for r in names))
    return Me(
        id=user.id,
        username=user.username,
        name=user.name,
        role=user.role,
        role_label=ROLE_LABELS[user.role],
        county=user.county,
        region=region,
        must_change_password=user.must_change_password,
        permissions=sorted(GRANTS[user.role]),
    )


def end(session: Session, *, user_id: UUID, sign_in_id: UUID | None = None) -> None:
    """Sign out one device, or all devices of a user."""
    query = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
    session.execute(query if sign_in_id is None else query.where(SignIn.id == sign_in_id))


def change_password(session: Session, user: User, new: str) -> tuple[SessionRead, str]:
    """All other devices are signed out; this one gets a new sign-in."""
    check_strength(new, user.username, user.name)
    user.password_hash = hash_password(new)
    user.password_changed_at = clock.now()
    user.must_change_password = False
    end(session, user_id=user.id)
    audit.record(
        session, "user.password_changed", county=user.county, region_code=user.region_code, subject=("user", user.id)
    )
    return start(session, user, None)
