"""Every operation × a system: the same doors as for people, opened by scopes."""

from sqlalchemy import update

from tests.house.operations import OPERATIONS
from yihu.accounts import door
from yihu.accounts.client_models import ApiClient
from yihu.accounts.scopes import GRANTED, Scope, permissions_of


def test_an_operation_opens_to_the_scopes_that_grant_it_and_to_no_other(client, session, world, knock):
    """Every other scope, so that each door is seen open or shut for one reason."""
    assert set(GRANTED) == set(Scope)
    scopes = list(Scope)[::2]
    session.execute(update(ApiClient).values(scopes=scopes, per_minute=6000))
    session.commit()
    system, granted = client(), permissions_of(scopes)
    token = door.token_for(world.ids["client_id"], world.ids["secret_id"], scopes)
    system.headers.update({"Authorization": f"Bearer {token}", "Idempotency-Key": "0123456789abcdef"})
    wrong = []
    for operation, op in OPERATIONS.items():
        if op.needs is None:
            continue
        answer = knock(system, operation, world.path(operation))
        refused = answer.status_code == 403 and answer.json()["code"] == "not_allowed"
        # Where anybody signed in may knock, a system may be turned away: passwords and personal settings are people's.
        wrongly = op.needs != () and refused != granted.isdisjoint(op.needs)
        if wrongly or answer.status_code >= 500:
            wrong.append((operation, answer.status_code, answer.text[:200]))
    assert wrong == []
