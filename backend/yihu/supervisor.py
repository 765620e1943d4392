"""`yihu run`: one command that keeps the database, the web service and the background worker running, and stops them all.

The supervisor holds the listening socket, so that a restart of the web service refuses nobody. Children end with it even
when it is killed with -9.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus

from yihu.kernel import installation
from yihu.kernel.embedded import Embedded
from yihu.kernel.embedded_errors import EmbeddedPostgresError
from yihu.kernel.processes import end_with_parent
from yihu.kernel.settings import Server, Settings

STDIN = 0
TICK = 0.5  # seconds between two looks at the children
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 8.0  # seconds before a child that died is started again
STEADY = 10.0  # seconds of life after which it was killed, rather than unable to live: earlier deaths are forgotten
STARTING = 60.0  # seconds the web service may take to answer for the first time
STOPPING = 8.0  # seconds children get to finish what they hold
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Prepare = Callable[[str], Iterable[str]]
"""Makes the database at a URL ready (migrations, demo) and returns lines to show once the service answers."""


class CannotRunError(Exception):
    """The installation cannot be started; the text is Chinese and meant for people."""


@dataclass
class Child:
    title: str
    command: list[str]
    environment: dict[str, str]
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    deaths: int = field(default=0, init=False)
    started: float = field(default=0.0, init=False)
    next_start: float = field(default=0.0, init=False)

    def tend(self) -> None:
        """Start it when it is due, note when it has died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.next_start:
                self._start(now)
        elif self.process.poll() is not None:
            if now - self.started > STEADY:
                self.deaths = 0
            pause = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2**self.deaths)
            say(f"{self.title}意外退出（{self.process.returncode}），{pause:g} 秒后重新启动。")
            self._sweep()
            self.process, self.deaths, self.next_start = None, self.deaths + 1, now + pause

    def _start(self, now: float) -> None:
        self.started = now
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            pass_fds=self.descriptors,
            start_new_session=True,  # Ctrl-C reaches the supervisor only, which ends the children in order
            preexec_fn=end_with_parent(signal.SIGTERM),  # noqa: PLW1509 does not touch Python's locks
        )

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for the end until `deadline` (monotonic seconds), then make it end, with all it started."""
        if self.process:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, deadline - time.monotonic()))
            self._sweep()
            self.process.wait()

    def _sweep(self) -> None:
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def run(settings: Settings, prepare: Prepare) -> int:
    """Serve until Ctrl-C, SIGTERM or the end of the terminal; 0 then. Raises CannotRunError, EmbeddedPostgresError."""
    previous = {sig: signal.signal(sig, signal.default_int_handler) for sig in ENDING}
    try:
        with ExitStack() as house:
            _serve(settings, prepare, house)
    except KeyboardInterrupt:
        say("已停止。")
    finally:
        for sig, handler in previous.items():
            signal.signal(sig, handler)
    return 0


def _serve(settings: Settings, prepare: Prepare, house: ExitStack) -> None:
    house.enter_context(alone(settings))
    listener = house.enter_context(_listener(settings.server))
    database: Embedded | None = None
    if settings.database.database_url:
        url = installation.checked(settings.database.database_url)
    else:
        say("正在启动数据库……")
        database = installation.embedded(settings, tied=True)
        house.callback(database.stop)
        house.callback(_deaf)
        database.start()
        database.create_database("yihu")
        url = database.url()
    lines = prepare(url)
    children = _children(settings, url, listener)
    house.callback(_end, children)
    house.callback(_deaf)
    host, port = listener.getsockname()[:2]
    _await_answer(children, f"http://{_reachable(host)}:{port}/api/v1/health")
    say(f"\n一户一策已启动：http://{_reachable(host)}:{port}", *lines, "按 Ctrl-C 停止。\n")
    terminal = os.isatty(STDIN)
    while os.isatty(STDIN) or not terminal:  # make keeps the SIGHUP of a closed terminal to itself
        _tend(database, children)
        time.sleep(TICK)


def web_command(server: Server, *bind: str) -> list[str]:
    """The web service as its own process, bound as uvicorn's options `bind` say."""
    proxies = ",".join(server.trusted_proxies)
    return [
        *(sys.executable, "-m", "uvicorn", "--factory", "yihu.start:web", *bind),
        *("--no-access-log", "--no-server-header", "--log-level", "warning", "--timeout-graceful-shutdown", "5"),
        *(("--proxy-headers", "--forwarded-allow-ips", proxies) if proxies else ("--no-proxy-headers",)),
    ]


def _children(settings: Settings, url: str, listener: socket.socket) -> list[Child]:
    environment = {**os.environ, "YIHU_DATABASE_URL": url}
    web = web_command(settings.server, "--fd", str(listener.fileno()))
    return [
        Child("网页服务", web, environment, (listener.fileno(),)),
        Child("后台任务", [sys.executable, "-m", "yihu.start"], environment),
    ]


def _tend(database: Embedded | None, children: list[Child]) -> None:
    if database:
        try:
            if database.ensure():
                say("数据库意外退出，已重新启动。")
        except EmbeddedPostgresError as error:
            say(str(error))
            time.sleep(5)
    for child in children:
        child.tend()


def _await_answer(children: list[Child], address: str) -> None:
    """Until the web service answers for the first time; a child that cannot even start is an error, not a restart."""
    deadline = time.monotonic() + STARTING
    for child in children:
        child.tend()
    while not _answers(address):
        dead = next((child for child in children if child.process and child.process.poll() is not None), None)
        if dead:
            raise CannotRunError(f"{dead.title}无法启动，原因见上面的输出。")
        if time.monotonic() > deadline:
            raise CannotRunError(f"网页服务在 {STARTING:g} 秒内没有应答。")
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False


def _end(children: list[Child]) -> None:
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + STOPPING
    for child in children:
        child.end(deadline)


def _deaf() -> None:
    """While things are being stopped a second Ctrl-C changes nothing; each step of stopping has its own time limit."""
    for sig in ENDING:
        signal.signal(sig, signal.SIG_IGN)


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the installation for the length of the block; CannotRunError when another process holds it."""
    home = settings.storage.home
    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRunError(f"已有一个 yihu run 在使用 {home}，请先停止它。") from None
        yield


def _listener(server: Server) -> socket.socket:
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((server.host, server.port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise CannotRunError(
            f"无法使用地址 {server.host}:{server.port}（{error.strerror}），端口可能已被其他程序占用。"
            f"可以换一个端口：YIHU_PORT={server.port % 65535 + 1} make run"
        ) from error
    return listener


def _reachable(host: str) -> str:
    """The host as a browser on this machine would write it."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 shown, not bound
    return f"[{host}]" if ":" in host else host


def say(*lines: str) -> None:
    with suppress(OSError):  # the terminal may be gone; the work goes on
        print(*lines, sep="\n", flush=True)
