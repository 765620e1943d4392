"""`yihu run` as a person meets it: it starts, mends itself, and leaves nothing behind. The two services are stand-ins."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from yihu import supervisor

STAND_INS = """
import sys
from yihu import supervisor
from yihu.kernel.settings import settings

def children(settings, url, listener):
    web = [sys.executable, "-m", "uvicorn", "--app-dir", {here!r}, "web:app", "--fd", str(listener.fileno()),
           "--log-level", "warning", "--timeout-graceful-shutdown", "2"]
    work = [sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '600'])"]
    return [supervisor.Child("网页服务", web, {{}}, (listener.fileno(),)), supervisor.Child("后台任务", work, {{}})]

supervisor._children = children
try:
    supervisor.run(settings(), lambda url: ["演示账号"])
except supervisor.CannotRunError as error:
    raise SystemExit(str(error))
"""
WEB = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": repr(scope["client"]).encode()})
"""


@pytest.fixture
def house():
    """A folder that `nobody` can reach, for PostgreSQL under root; all processes of it are gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="yihu-test-"))
    folder.chmod(0o755)
    (folder / "web.py").write_text(WEB)
    (folder / "run.py").write_text(STAND_INS.format(here=str(folder)))
    yield folder
    for process in psutil.process_iter():
        if belongs(process, folder):
            process.kill()
    shutil.rmtree(folder)


def belongs(process, folder):
    try:
        return str(folder) in " ".join([*process.cmdline(), process.cwd()])
    except psutil.Error:
        return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder, port):
    environment = os.environ | {"YIHU_HOME": str(folder / "home"), "YIHU_PORT": str(port)}
    environment.pop("YIHU_DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, str(folder / "run.py")],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


def until(process, words):
    """Read what it prints up to the line with these words."""
    seen = []
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return "".join(seen)
    raise AssertionError("".join(seen))


def family(process):
    return psutil.Process(process.pid).children(recursive=True)


def one(process, word):
    """The child, or descendant, that runs now with `word` in its command line; waits for it."""
    for _ in range(100):
        for candidate in family(process):
            with suppress(psutil.Error):
                if word in " ".join(candidate.cmdline()):
                    return candidate
        time.sleep(0.05)
    raise AssertionError(word)


def get(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        return answer.read().decode()


def left(processes, seconds=15):
    """Those still running after a while; one that waits for process 1 to reap it does not run."""
    deadline = time.monotonic() + seconds
    while (running := [found for found in processes if runs(found)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return running


def runs(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_it_mends_itself_and_ctrl_c_leaves_nothing(house):
    port = free_port()
    process = start(house, port)
    shown = until(process, "按 Ctrl-C 停止")
    assert f"http://127.0.0.1:{port}" in shown
    assert "演示账号" in shown
    assert get(port).startswith("('127.0.0.1',")  # the service sees the caller's address through the shared socket

    one(process, "uvicorn").kill()
    assert get(port)  # waits for the next web service, is not refused
    one(process, "postgres").kill()
    until(process, "数据库意外退出，已重新启动")
    worker, sleep = one(process, "subprocess.run"), one(process, "sleep 600")
    worker.kill()
    until(process, "后台任务意外退出")
    assert not left([worker, sleep])  # what a dead child had started ends too
    assert one(process, "subprocess.run")

    began, children = time.monotonic(), family(process)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    until(process, "已停止")
    assert not left(children)
    assert time.monotonic() - began < 10
    assert process.wait() == 0
    process.stdout.close()


def test_second_run_is_quick_and_a_killed_one_takes_its_children_along(house):
    port = free_port()
    first = start(house, port)
    until(first, "按 Ctrl-C 停止")
    children = psutil.Process(first.pid).children()
    with start(house, port + 1) as rival:
        assert "已有一个 yihu run" in rival.communicate(timeout=20)[0]
        assert rival.returncode == 1
    first.kill()
    assert not left(children)
    first.wait()
    first.stdout.close()  # not read to its end: a grandchild still holds it

    began = time.monotonic()
    second = start(house, port)
    until(second, "按 Ctrl-C 停止")
    assert time.monotonic() - began < 5
    second.terminate()
    assert "已停止" in second.communicate(timeout=20)[0]
    assert second.returncode == 0


def test_port_in_use_is_said(house):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with start(house, taken.getsockname()[1]) as process:
            assert "端口可能已被其他程序占用" in process.communicate(timeout=20)[0]
            assert process.returncode == 1


def test_what_was_killed_is_started_at_once_and_what_cannot_live_ever_more_rarely(monkeypatch, capsys):
    now = 1000.0
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now)
    child = supervisor.Child("后台任务", [sys.executable, "-c", "raise SystemExit(3)"], {})

    def pause_after(life):
        """Seconds without it, when it ends so long after its start."""
        nonlocal now
        now = child.next_start
        child.tend()
        child.process.wait()
        now += life
        child.tend()
        return child.next_start - now

    assert [pause_after(0.25) for _ in range(7)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert pause_after(11) == 0.5
    assert "意外退出（3），8 秒后重新启动" in capsys.readouterr().out
