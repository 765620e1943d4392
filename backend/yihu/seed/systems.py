"""The demo's connected systems: a bank's, which asked and was told for a week, and one that was never connected.

Nobody knows the bank's secret, and its address is switched off and in a domain that no one can own: a demo calls nobody.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from yihu.accounts.client_models import ApiAccess, ApiClient, ApiSecret, ApiUse
from yihu.accounts.clients import HINT, NO_PASSWORD, hashed
from yihu.accounts.models import Role, User
from yihu.accounts.scopes import Scope
from yihu.integration import signing, webhooks
from yihu.integration.models import MessageState, WebhookAttempt, WebhookEndpoint, WebhookMessage
from yihu.integration.schemas import Change, Operation
from yihu.integration.webhooks import GONE, LADDER, WHY_GONE
from yihu.kernel import clock
from yihu.kernel.sync import HORIZON
from yihu.loans.models import Loan

BANK, INSURANCE = "system-demo-bank", "system-demo-insurance"
NETWORK, ADDRESS = ip_network("10.12.3.0/24"), "10.12.3.8"
# A token a working hour, changes every half hour, the day's payments in the evening; now and then something is refused.
ACCESSES = text(
    """
    insert into api_access (client_id, at, method, route, status, address, request_id)
    select :client_id, at, method, route, case when draw % refused_one_in = 0 then refused else 200 end, :address,
           left(md5(at::text || route), 32)
    from (select day + k.begin + n * k.every + make_interval(secs => abs(hashtext(day::text || k.route || n)) % 50) as at, k.*,
                 abs(hashtext(k.route || n || extract(doy from day))) as draw
          from generate_series(date_trunc('day', cast(:now as timestamptz), 'Asia/Shanghai') - interval '6 days', :now, interval '1 day') day
          cross join (values ('POST', '/oauth/token', interval '8 hours', interval '1 hour', 11, 1000, 401),
                             ('GET', '/api/v1/changes', interval '8 hours 1 minute', interval '30 minutes', 21, 40, 429),
                             ('GET', '/api/v1/loans/{loan_id}', interval '8 hours 2 minutes', interval '20 minutes', 30, 60, 404),
                             ('POST', '/api/v1/loan-repayments:batch-upsert', interval '17 hours 10 minutes', interval '2 minutes', 3, 9, 422))
               as k (method, route, begin, every, times, refused_one_in, refused)
          cross join lateral generate_series(0, k.times - 1) n) x
    where at < :now
    """
)
SLOW, BUSY, TAKEN = (None, "20 秒内没有答复", 20_004), (503, None, 61), (204, None, 87)
Try = tuple[int | None, str | None, int]
"""Status, error, milliseconds."""
TOLD: tuple[tuple[timedelta, int, list[Try]], ...] = (
    (timedelta(days=6, hours=3), 12, [TAKEN]),
    (timedelta(days=5, hours=6), 31, [BUSY] * (len(LADDER) + 1)),
    (timedelta(days=4, hours=2), 4, [TAKEN]),
    (timedelta(days=3, hours=5), 60, [SLOW, BUSY, TAKEN]),
    (timedelta(days=2, hours=1), 2, [TAKEN]),
    (timedelta(hours=20), 7, [(GONE, None, 42)]),
)
"""How long ago, about how many loans, and what came of each try."""


def fill(session: Session, county: str) -> None:
    """Add the systems; nothing where they are already or where the demo's accounts are not."""
    found = set(session.scalars(select(User.username).where(User.username.in_(("guanli", BANK)))))
    if found != {"guanli"}:
        return
    now = clock.now()
    bank = _system(
        session, county, BANK, "农商行信贷系统", "农商银行科技部 苟永强 15400000005",
        Scope.HOUSEHOLDS_READ, Scope.LOANS_READ, Scope.LOANS_WRITE,
    )  # fmt: skip
    session.execute(ACCESSES, {"client_id": bank.id, "now": now, "address": ADDRESS})
    used = session.scalar(select(func.max(ApiAccess.at)).where(ApiAccess.client_id == bank.id))
    bank.use.last_used_at, bank.use.last_address, bank.secret.last_used_at = used, ADDRESS, used
    _tell(session, county, bank.id, now)
    never = _system(
        session, county, INSURANCE, "医保结算系统", "县医疗保障局信息股 15400000009", Scope.DEPARTMENTS_PUSH
    )
    never.secret.ended_at = now


class Made(NamedTuple):
    id: UUID
    secret: ApiSecret
    use: ApiUse


def _system(session: Session, county: str, username: str, name: str, contact: str, *scopes: Scope) -> Made:
    account = User(
        username=username, name=name, role=Role.SYSTEM, region_code=county, password_hash=NO_PASSWORD,
        must_change_password=False,
    )  # fmt: skip
    session.add(account)
    session.flush()
    session.add(ApiClient(id=account.id, scopes=sorted(scopes), networks=[NETWORK], per_minute=600, contact=contact))
    session.flush()
    word, since = secrets.token_urlsafe(32), clock.now() - timedelta(days=40)
    secret = ApiSecret(client_id=account.id, slot=1, secret_hash=hashed(word), hint=word[-HINT:], created_at=since)
    use = ApiUse(client_id=account.id)
    session.add_all((secret, use))
    return Made(account.id, secret, use)


def _tell(session: Session, county: str, client_id: UUID, now: datetime) -> None:
    """What the bank's address was told, until it said that it is gone."""
    row = WebhookEndpoint(
        county=county, region_code=county, client_id=client_id, url="https://credit.example/hooks/yihu",
        resources=["loan", "loan_notice"], secret=signing.new_secret(), xid=session.execute(HORIZON).one().xmin, seq=0,
        disabled_at=now - TOLD[-1][0], disabled_why=WHY_GONE,
    )  # fmt: skip
    session.add(row)
    session.flush()
    loans = select(Loan).where(Loan.county == county).order_by(Loan.due_on, Loan.contract_no)
    found = session.scalars(loans.limit(sum(many for _, many, _ in TOLD))).all()
    for ago, many, tries in TOLD:
        _message(session, row, now - ago, found[:many], tries)
        found = found[many:]


def _message(
    session: Session, endpoint: WebhookEndpoint, at: datetime, loans: Sequence[Loan], tries: Sequence[Try]
) -> None:
    last = tries[-1][0]
    state = MessageState.DELIVERED if last == TAKEN[0] else MessageState.WAITING if last == GONE else MessageState.DEAD
    changes = [
        Change(
            op=Operation.UPSERT, reason=None, resource="loan", id=loan.id, region_code=loan.region_code,
            version=loan.version, href=f"/api/v1/loans/{loan.id}", changed_at=at,
        )
        for loan in loans
    ]  # fmt: skip
    message = WebhookMessage(
        county=endpoint.county, region_code=endpoint.region_code, endpoint_id=endpoint.id, changes=len(changes),
        body=webhooks.body_of(changes, at), state=state, tries=len(tries), created_at=at,
    )  # fmt: skip
    session.add(message)
    session.flush()
    for (status, error, milliseconds), wait in zip(tries, (timedelta(), *LADDER), strict=False):
        at += wait
        session.add(
            WebhookAttempt(
                county=message.county, region_code=message.region_code, message_id=message.id, status=status,
                error=error, milliseconds=milliseconds, created_at=at,
            )
        )  # fmt: skip
