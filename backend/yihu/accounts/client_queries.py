from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from yihu.accounts.access import Caller
from yihu.accounts.client_models import ApiAccess, ApiClient, ApiSecret, ApiUse
from yihu.accounts.models import User
from yihu.kernel.db import Area
from yihu.kernel.paging import Listing
from yihu.kernel.reading import as_json

REFUSED = 400
LATELY = timedelta(days=7)


def in_area(area: Area) -> Any:
    return (User.region_code >= area.code) & (User.region_code < area.end)


def visible(user: Caller) -> Select[ApiClient]:
    """Systems bound to a place of the caller's area."""
    return select(ApiClient).join(User, User.id == ApiClient.id).where(in_area(user.area))


def told(user: Caller) -> Select[*tuple[Any, ...]]:
    """The same as they are shown, with their live secrets and their use; asked with `since`."""
    c, s, x, a = ApiClient, ApiSecret, ApiUse, ApiAccess
    live = select(s.id, s.hint, s.created_at, s.last_used_at).where(s.client_id == c.id, s.ended_at.is_(None))
    mine = (a.client_id == c.id, a.at > bindparam("since"))
    return (
        select(
            c.id, User.name, User.region_code, c.scopes, c.networks, c.per_minute, c.contact, c.ended_at, c.version,
            cast(as_json(live.order_by(s.created_at).correlate(c)), JSONB).label("secrets"),
            x.last_used_at, func.host(x.last_address).label("last_address"),
            select(func.count()).where(*mine).correlate(c).scalar_subquery().label("requests_7_days"),
            select(func.count()).where(*mine, a.status >= REFUSED).correlate(c).scalar_subquery().label("failures_7_days"),
        )
        .join(User, User.id == c.id).join(x, x.client_id == c.id)
        .where(in_area(user.area))
        .order_by(c.ended_at.is_not(None), User.region_code, User.name)
    )  # fmt: skip


A = ApiAccess
ACCESSES = Listing(
    base=select(A.id, A.at, A.method, A.route, A.status, func.host(A.address).label("address"), A.request_id),
    # Whose they are is decided before: the client is one of the caller's area.
    area=A.client_id == bindparam("client_id"),
    filters={
        "route": A.route == bindparam("route"),
        "refused": (A.status >= REFUSED) == bindparam("refused"),
    },
    sorts={"at": [A.at, A.id], "-at": [A.at, A.id]},
    default_sort="-at",
)


def by_route() -> Select[*tuple[Any, ...]]:
    """How often a client has asked for each thing, most often first; asked with `client_id` and `since`."""
    mine = (A.client_id == bindparam("client_id"), A.at > bindparam("since"))
    many = func.count().label("requests")
    return (
        select(
            A.method, A.route, many, func.count().filter(A.status >= REFUSED).label("failures"),
            func.max(A.at).label("last_at"),
        )
        .where(*mine).group_by(A.method, A.route).order_by(many.desc(), A.route, literal_column("1")).limit(100)
    )  # fmt: skip
