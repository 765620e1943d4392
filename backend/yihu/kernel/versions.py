"""ETag and If-Match: nobody overwrites what he has not seen."""

import re
from typing import Annotated, Any

from fastapi import Depends, Header, Response

from yihu.kernel.problems import VersionConflict, VersionRequired

TAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')


def _if_match(if_match: Annotated[str | None, Header(description='当前版本，如 "3"')] = None) -> int:
    match = TAG.fullmatch(if_match or "")
    if match is None:
        raise VersionRequired
    return int(match[1])


Version = Annotated[int, Depends(_if_match)]


def check_version(row: Any, version: int) -> None:
    """Refuse a stale edit and tell the caller which version is current."""
    if row.version != version:
        raise VersionConflict(current_version=row.version, headers={"ETag": f'"{row.version}"'})


def tag(response: Response, version: int) -> None:
    response.headers["ETag"] = f'"{version}"'
