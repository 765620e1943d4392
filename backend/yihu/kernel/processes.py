"""Processes of this machine (Linux): who serves a data directory, and children that never outlive their parent."""

import ctypes
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


def end_with_parent(sig: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends `sig` to the child when the thread that started it is gone, kill -9 included."""
    parent = os.getpid()

    def before_exec() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(sig))
        if os.getppid() != parent:  # the parent died before the call above took effect
            os._exit(1)

    return before_exec


def serves(pid: int, data: Path) -> bool:
    """Whether `pid` is a running PostgreSQL process of `data`: not a zombie, not another program under a reused number."""
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")
        running = rest.split()[0] not in {"Z", "X"} and name.endswith("(postgres")
        return running and Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False


def postmaster(data: Path) -> int | None:
    """The process number of the server that runs on `data` now."""
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
        return None
    return pid if serves(pid, data) else None


def backends(data: Path) -> Iterator[int]:
    """All PostgreSQL processes of `data`, those left behind by a killed postmaster too."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and serves(int(entry.name), data):
            yield int(entry.name)
