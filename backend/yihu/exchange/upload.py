"""Receiving a file: streamed to the disk while it is counted and hashed."""

import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Request

from yihu.exchange.problems import FileEmpty, FileTooLarge
from yihu.kernel.settings import settings

LIMIT = 60 * 2**20


@dataclass(frozen=True)
class Upload:
    path: Path
    size: int
    sha256: str

    def keep_as(self, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(target)


def whole(path: Path) -> Upload:
    """One that came in pieces."""
    with path.open("rb") as file:
        return Upload(path, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


async def _received(request: Request) -> AsyncIterator[Upload]:
    """The whole body in a file of its own, readable by this installation alone; gone again unless somebody keeps it."""
    path = settings().storage.files / "imports" / f"incoming-{uuid4().hex}"
    path.parent.mkdir(parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            async for chunk in request.stream():
                size += len(chunk)
                if size > LIMIT:
                    raise FileTooLarge
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if size == 0:
            raise FileEmpty
        yield Upload(path, size, digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)


ReceivedFile = Annotated[Upload, Depends(_received)]
