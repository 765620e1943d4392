"""A text in pieces cut behind a line."""

from collections.abc import Iterator
from itertools import count


def cut_lines(data: bytes, size: int, hand: int = 0, of: int = 1) -> Iterator[tuple[int, bytes]]:
    """Pieces of some `size` bytes, of one of several readers, each with the number of its first line."""
    start, line = 0, 1
    for number in count():
        end = data.find(b"\n", start + size) + 1 or len(data)
        if number % of == hand:
            yield line, data[start:end]
        if end == len(data):
            return
        line += data.count(b"\n", start, end)
        start = end
