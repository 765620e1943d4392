"""A bad line: a TCP proxy that cuts requests half-way, loses answers after the work was done, or swallows everything."""

import random
import socket
import threading
from contextlib import suppress


class BadLine:
    """Shares of connections: `cut` while the request is sent, `lost` before the answer comes back, `hole` for ever."""

    def __init__(self, port: int, *, cut: float, lost: float, hole: float, seed: int) -> None:
        self.to, self.shares, self.dice = port, (cut, lost, hole), random.Random(seed)
        self.counts = {"cut": 0, "lost": 0, "hole": 0, "good": 0}
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self.door.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.door.accept()
                threading.Thread(target=self._carry, args=(near, self._fate()), daemon=True).start()

    def _fate(self) -> str:
        drawn, edge = self.dice.random(), 0.0
        for name, share in zip(("cut", "lost", "hole"), self.shares, strict=True):
            edge += share
            if drawn < edge:
                self.counts[name] += 1
                return name
        self.counts["good"] += 1
        return "good"

    def _carry(self, near: socket.socket, fate: str) -> None:
        with near, suppress(OSError):
            request = self._whole(near)
            if fate == "hole":
                threading.Event().wait(2)
                return
            with socket.create_connection(("127.0.0.1", self.to)) as far:
                if fate == "cut":
                    far.sendall(request[: len(request) // 2])
                    return
                far.sendall(request)
                answer = self._whole(far)
                if fate == "good":
                    near.sendall(answer)

    @staticmethod
    def _whole(end: socket.socket) -> bytes:
        """A request or an answer with its body, by its Content-Length."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += _some(end)
        head, _, body = data.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)  # fmt: skip
        while len(body) < length:
            more = _some(end)
            data, body = data + more, body + more
        return data


def _some(end: socket.socket) -> bytes:
    data = end.recv(65536)
    if not data:
        raise ConnectionError
    return data
