from typing import Any

from sqlalchemy import Uuid, bindparam, column, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from yihu.files.models import Attachment
from yihu.kernel.models import RegionCode

COUNTY = bindparam("county", type_=RegionCode)


def named(ids: Any) -> Any:
    """What a record's array of attachment ids says: `[{"id", "here"}]` in its order. Bind: county."""
    one = func.unnest(ids).table_valued(column("id", Uuid), with_ordinality="place", name="named").render_derived()
    here = exists().where(Attachment.county == COUNTY, Attachment.id == one.c.id, Attachment.sha256.is_not(None))
    entry = func.json_build_object("id", one.c.id, "here", here)
    listed = func.json_agg(aggregate_order_by(entry, one.c.place))
    return select(func.coalesce(listed, literal_column("'[]'::json"))).select_from(one).scalar_subquery()
