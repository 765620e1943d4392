"""The embedded PostgreSQL after what happens to machines: kill -9, power cuts, other users, long paths, haste."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from yihu.kernel import embedded_place as place
from yihu.kernel.embedded import Embedded
from yihu.kernel.embedded_backup import BackupError, backup, restore
from yihu.kernel.embedded_errors import EmbeddedPostgresError, explain
from yihu.kernel.processes import postmaster, serves

QUICK = {"fsync": "off", "shared_buffers": "16MB", "max_wal_size": "64MB"}
START = "import sys; from pathlib import Path; from yihu.kernel.embedded import Embedded; "


@pytest.fixture
def folder():
    """Not tmp_path: that is closed to `nobody`, as whom the server runs under root."""
    path = Path(tempfile.mkdtemp(prefix="yihu-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def server(folder):
    server = Embedded(folder / "postgres", QUICK)
    yield server
    server.stop()


def connect(server, database="postgres", **changed):
    url = make_url(server.url(database))
    given = {
        "host": url.query["host"],
        "port": 5432,
        "user": url.username,
        "password": url.password,
        "dbname": database,
    }
    return psycopg.connect(**(given | changed), autocommit=True)


def kill_postmaster(server):
    pid = postmaster(server.data)
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not serves(pid, server.data))


def started_elsewhere(server, rest="Embedded(Path(sys.argv[1]), {'fsync': 'off'}).start()", **options):
    return subprocess.Popen([sys.executable, "-c", START + rest, str(server.root)], **options)


def wait_until(fact, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_speaks_chinese_and_keeps_its_data(server):
    server.start()
    assert server.create_database("yihu")
    assert not server.create_database("yihu")
    with connect(server, "yihu") as connection:
        connection.execute("create extension pg_trgm")
        assert connection.execute(
            "select show_trgm('张三丰') <> '{}', current_setting('data_checksums')"
        ).fetchone() == (
            True,
            "on",
        )
    server.stop()
    assert not server.alive()
    server.start()
    with connect(server, "yihu") as connection:
        assert connection.execute("select extname from pg_extension where extname = 'pg_trgm'").fetchone()
    assert server.create_database("copy", template="yihu")


def test_killed_server_comes_back_with_what_was_committed(server):
    server.settings["fsync"] = "on"
    server.start()
    with connect(server) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept select generate_series(1, 1000)")
        threading.Thread(target=_sleep_in, args=[server]).start()
        wait_until(lambda: connection.execute("select from pg_stat_activity where query like '%sleep(60%'").rowcount)
    kill_postmaster(server)  # its backends, one of them busy, are left behind
    assert server.ensure()
    assert not server.ensure()
    with connect(server) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (1000,)


def _sleep_in(server):
    with pytest.raises(psycopg.OperationalError), connect(server) as connection:
        connection.execute("select pg_sleep(60)")


def test_lock_file_that_names_another_program(server):
    server.start()
    lock_file = server.data / "postmaster.pid"
    left_behind = lock_file.read_text()
    server.stop()
    user = place.server_user(server.data)
    with subprocess.Popen(["sleep", "60"], **user.switch) as stranger:
        lock_file.write_text(left_behind.replace(left_behind.split("\n", 1)[0], str(stranger.pid), 1))
        server.start()
        assert server.alive()
        stranger.kill()


@pytest.mark.parametrize("content", ["", "999999999\n/nowhere\n", "gibberish"])
def test_lock_file_of_a_crash(server, content):
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(content)
    server.start()
    assert server.alive()


def test_first_start_interrupted(server):
    with started_elsewhere(server) as first:
        wait_until(lambda: any(server.root.glob("data.*/PG_VERSION")))
        first.kill()
    assert not server.data.exists()
    server.start()
    assert server.alive()
    assert not any(server.root.glob("data.*"))


def test_three_starters_share_one_server(server):
    starters = [started_elsewhere(server) for _ in range(3)]
    assert [starter.wait(30) for starter in starters] == [0, 0, 0]
    pid = postmaster(server.data)
    server.start()
    assert postmaster(server.data) == pid


def test_nobody_gets_in_without_the_password(server):
    server.start()
    assert (server.root / "password").stat().st_mode & 0o777 == 0o600
    assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        connect(server, password="guess")
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        connect(server, password="", passfile=os.devnull)
    with connect(server) as connection:
        assert connection.execute("select setting from pg_settings where name = 'listen_addresses'").fetchone() == ("",)
        rules = "select distinct auth_method from pg_hba_file_rules order by 1"
        assert connection.execute(rules).fetchall() == [("reject",), ("scram-sha-256",)]


def test_other_users_of_the_machine_are_kept_out(server):
    server.start()
    kept = [server.root / "password", server.socket_folder]
    assert [oct(path.stat().st_mode & 0o077) for path in kept] == ["0o0", "0o0"]


def test_folder_out_of_reach_moves_and_parents_keep_their_mode(folder, monkeypatch):
    monkeypatch.setattr(place, "SYSTEM_ROOM", folder)
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    if os.geteuid():  # only root runs the server as somebody whom this folder keeps out; here he is said to be
        reach = place.ServerUser.can
        monkeypatch.setattr(
            place.ServerUser,
            "can",
            lambda self, test, path: closed not in path.resolve().parents and reach(self, test, path),
        )
    server = Embedded(closed / "postgres", QUICK)
    server.start()
    server.stop()
    assert (closed / "postgres").readlink().parent == folder
    assert closed.stat().st_mode & 0o777 == 0o700
    again = Embedded(closed / "postgres", QUICK)
    again.start()
    again.stop()
    assert again.data == server.data


def test_wheel_out_of_reach_is_copied(server, monkeypatch):
    reach = place.ServerUser.can
    out_of_reach = place.wheel_binaries()
    monkeypatch.setattr(
        place.ServerUser, "can", lambda self, test, path: out_of_reach not in path.parents and reach(self, test, path)
    )
    server.start()
    assert server.alive()
    assert Path(f"/proc/{postmaster(server.data)}/exe").resolve().is_relative_to(server.root)


def test_path_too_long_for_a_socket(folder):
    server = Embedded(folder / ("长" * 40) / "postgres", QUICK)
    server.start()
    assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    server.stop()
    server.socket_folder.rmdir()  # as a reboot does
    server.start()
    assert server.alive()
    server.stop()
    server.socket_folder.rmdir()


def test_tied_server_ends_with_a_killed_parent(server):
    rest = "Embedded(Path(sys.argv[1]), {'fsync': 'off'}, tied=True).start(); print(flush=True); sys.stdin.read()"
    with started_elsewhere(server, rest, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        parent.stdout.readline()
        pid = postmaster(server.data)
        parent.kill()
    wait_until(lambda: not serves(pid, server.data))


def test_data_of_another_version_or_of_something_else(server):
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedPostgresError, match="属于 PostgreSQL 17"):
        server.start()
    (server.data / "PG_VERSION").rename(server.data / "notes.txt")
    with pytest.raises(EmbeddedPostgresError, match="不是数据库目录"):
        server.start()


def test_wheel_missing(server, monkeypatch):
    monkeypatch.setattr(place, "find_spec", lambda _name: None)
    with pytest.raises(EmbeddedPostgresError, match="make setup"):
        server.start()


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ('FATAL:  could not write to file "pg_wal/x": No space left on device', "磁盘已满"),
        ('FATAL:  could not open file "global/pg_control": Permission denied', "没有权限"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "内存不足"),
        ("FATAL:  something never seen", "something never seen"),
    ],
)
def test_failures_are_explained(output, message):
    assert message in str(explain(output, Path("log")))


def test_server_that_cannot_start_says_why_at_once(server):
    server.start()
    server.stop()
    (server.data / "global" / "pg_control").chmod(0)
    if place.server_user(server.data).uid:
        began = time.monotonic()
        with pytest.raises(EmbeddedPostgresError, match="没有权限"):
            server.start()
        assert time.monotonic() - began < 10


def test_backup_returns_whole_or_not_at_all(server, folder):
    server.start()
    server.create_database("yihu")
    key, saved = b"k" * 16, folder / "saved.backup"
    with connect(server, "yihu") as connection:
        connection.execute("create table household as select n, md5(n::text) from generate_series(1, 5000) n")
    backup(server, saved, key)
    whole = saved.read_bytes()
    assert saved.stat().st_mode & 0o777 == 0o600

    middle = len(whole) // 2
    changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for content, message in ((whole[:-1], "不完整"), (whole[:10], "不完整"), (b"", "不完整"), (changed, "已损坏")):
        saved.write_bytes(content)
        with pytest.raises(BackupError, match=message):
            restore(server, saved, key)
    saved.write_bytes(whole)
    with pytest.raises(BackupError, match="密钥"):
        restore(server, saved, b"o" * 16)

    with connect(server, "yihu") as connection:
        connection.execute("delete from household where n > 1")
    replaced = restore(server, saved, key)
    with connect(server, "yihu") as now, connect(server, replaced) as before:
        assert now.execute("select count(*) from household").fetchone() == (5000,)
        assert before.execute("select count(*) from household").fetchone() == (1,)
