from datetime import timedelta

from sqlalchemy import func, select, update

from yihu.accounts.jobs import forget_old
from yihu.accounts.models import LoginAttempt, SignIn
from yihu.kernel import clock
from yihu.kernel.idempotency import IdempotencyKey


def test_only_what_is_old_is_forgotten(client, session):
    cadre = client("cunganbu")
    session.add_all([LoginAttempt(username="x", address="y"), LoginAttempt(username="z", address="y")])
    for key in ("0123456789abcdef-old", "0123456789abcdef-new"):
        session.add(IdempotencyKey(principal="p", operation="o", key=key, fingerprint=b""))
    session.commit()
    long_ago = clock.now() - timedelta(days=31)
    session.execute(update(LoginAttempt).where(LoginAttempt.username == "x").values(created_at=long_ago))
    session.execute(update(IdempotencyKey).where(IdempotencyKey.key.like("%old")).values(created_at=long_ago))
    session.commit()
    forget_old()
    assert session.scalars(select(LoginAttempt.username)).all() == ["z"]
    assert session.scalars(select(IdempotencyKey.key)).all() == ["0123456789abcdef-new"]
    assert session.scalar(select(func.count()).select_from(SignIn)) == 1
    assert cadre.get("/me").status_code == 200
