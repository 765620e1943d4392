"""How the two processes that stay begin: what is loaded for good is not searched for garbage, neither then nor later.

Searching while loading takes a quarter of the start, and each search of it all would hold up requests for 0.4 s.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


@contextmanager
def _loading() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def web() -> "FastAPI":
    """The front door, for uvicorn."""
    with _loading():
        from yihu.main import create_app

        return create_app()


def worker() -> None:
    """The back door; returns when it is told to stop."""
    with _loading():
        from yihu.worker import main
    main()


if __name__ == "__main__":
    worker()
