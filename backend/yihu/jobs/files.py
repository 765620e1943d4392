"""Files that jobs make: one folder per job, fetched by nobody but him who asked, gone after a few days."""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from yihu.jobs.schemas import JobFile
from yihu.kernel import clock
from yihu.kernel.crypto import keyring
from yihu.kernel.settings import settings

KEPT = timedelta(days=7)
"""They may hold people's numbers."""
LINK = timedelta(minutes=15)
AUDIENCE = "yihu file"
PIECE = 1 << 20


@dataclass(frozen=True)
class Made:
    """A file a job has written into its folder; `rows`: of data, where it has such."""

    path: Path
    media_type: str
    rows: int | None = None

    def told(self, until: datetime) -> dict[str, Any]:
        seal = hashlib.sha256()
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                seal.update(piece)
        return {
            "name": self.path.name, "rows": self.rows, "size": self.path.stat().st_size, "sha256": seal.hexdigest(),
            "media_type": self.media_type, "expires_at": until.isoformat(),
        }  # fmt: skip


def folder(job_id: UUID) -> Path:
    return settings().storage.files / "jobs" / str(job_id)


def made_folder(job_id: UUID) -> Path:
    """An empty one."""
    forget(job_id)
    place = folder(job_id)
    place.mkdir(parents=True)
    return place


def forget(job_id: UUID) -> None:
    shutil.rmtree(folder(job_id), ignore_errors=True)


def until() -> datetime:
    return clock.now() + KEPT


def links(
    job_id: UUID, reader: UUID | None, stored: Sequence[Mapping[str, Any]], gone_at: datetime | None
) -> list[JobFile]:
    """What is told of the files; with links for the one who asked."""
    live = reader is not None and gone_at is not None and gone_at > clock.now()
    return [
        JobFile.model_validate({**one, "url": _url(job_id, reader, one["name"]) if live and reader else None})
        for one in stored
    ]


def _url(job_id: UUID, reader: UUID, name: str) -> str:
    claims = {
        "aud": AUDIENCE, "sub": str(reader), "job": str(job_id), "name": name,
        "exp": int((clock.now() + LINK).timestamp()),
    }  # fmt: skip
    return f"/api/v1/jobs/{job_id}/files/{quote(name)}?ticket={jwt.encode({'alg': 'HS256'}, claims, _key())}"


CLAIMS = jwt.JWTClaimsRegistry(aud={"essential": True, "value": AUDIENCE}, exp={"essential": True})


def opens(ticket: str, job_id: UUID, reader: UUID, name: str) -> bool:
    """Whether the ticket is his, for this file, and still good."""
    try:
        claims = jwt.decode(ticket, _key()).claims
        CLAIMS.validate(claims)
    except (JoseError, ValueError):
        return False
    return (claims["sub"], claims["job"], claims["name"]) == (str(reader), str(job_id), name)


def _key() -> OctKey:
    return OctKey.import_key(keyring().token)
