from sqlalchemy import ColumnElement, Select, Uuid, bindparam, select

from yihu.accounts.access import Caller, within, within_binds
from yihu.households.queries import village_name
from yihu.kernel.paging import Listing, any_of
from yihu.operations.models import OperationRow, OperationRun

R, RUN = OperationRow, OperationRun


def mine(user: Caller) -> ColumnElement[bool]:
    """What the caller has asked for himself."""
    return within(RUN, user) & (RUN.asked_by == user.id)


def visible(user: Caller) -> Select[OperationRun]:
    return select(RUN).where(mine(user))


_his = (
    select(RUN.id)
    .where(RUN.county == bindparam("county"), RUN.id == R.run_id, RUN.asked_by == bindparam("me", type_=Uuid))
    .correlate(R)
    .exists()
)
ROWS = Listing(
    base=select(
        R.row_no, R.target_id, R.label, R.region_code, village_name(R).label("region_name"), R.state, R.code, R.message
    ),
    area=within_binds(R) & (R.run_id == bindparam("run_id", type_=Uuid)) & _his,
    filters={"state": any_of(R.state, "state"), "code": any_of(R.code, "code")},
    sorts={"row_no": (R.row_no,)},
    default_sort="row_no",
)
