"""Lists of civil affairs: who is in a group by our file."""

from functools import partial
from typing import Any

from sqlalchemy import ARRAY, Select, Text, cast

from yihu.comparisons.subject import M, people, subject

GROUPS = {"dibao": ["dibao"], "destitute": ["destitute", "destitute_elder"], "dibao_verge": ["dibao_verge"]}
"""Item -> codes of the list `special_group`."""


def _members(groups: list[str]) -> Select[*tuple[Any, ...]]:
    return people().where(M.special_groups.op("&&")(cast(groups, ARRAY(Text))))


for _item, _groups in GROUPS.items():
    subject(_item, per_member=True)(partial(_members, _groups))
