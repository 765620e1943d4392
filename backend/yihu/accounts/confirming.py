"""Step-up: what shows or takes away personal data in the clear, or makes keys for systems, wants a password given just now.

A phone left on a table stays signed in for days. A system shows its secret with every token and is not asked.
"""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.models import Role, SignIn, User
from yihu.accounts.passwords import verify
from yihu.accounts.problems import PasswordConfirmationRequired
from yihu.accounts.sessions import note_failure, throttle
from yihu.kernel import clock
from yihu.kernel.settings import settings


def require(session: Session, caller: Caller) -> None:
    """Raises PasswordConfirmationRequired when he gave his password longer ago than `security.confirm_minutes`."""
    if caller.role is Role.SYSTEM:
        return
    given = session.scalars(select(SignIn.confirmed_at).where(SignIn.id == caller.sign_in_id)).one()
    if given < clock.now() - timedelta(minutes=settings().security.confirm_minutes):
        raise PasswordConfirmationRequired


def proves(session: Session, caller: Caller, password: str, address: str) -> User | None:
    """The caller's account, locked, when this is its password. None, and the failure noted, when not. Raises TooManyAttempts."""
    user = session.scalars(select(User).where(User.id == caller.id).with_for_update()).one()
    throttle(session, user.username, address)
    if verify(password, user.password_hash):
        return user
    note_failure(session, user.username, address)
    return None


def confirm(session: Session, caller: Caller) -> None:
    session.execute(update(SignIn).where(SignIn.id == caller.sign_in_id).values(confirmed_at=clock.now()))
