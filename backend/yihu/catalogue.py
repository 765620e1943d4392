"""The page of all refusals: `openapi/PROBLEMS.md`, written from the classes themselves."""

from collections.abc import Iterator

from yihu import main as _everything  # noqa: F401  every room's refusals are known
from yihu.kernel.problems import Problem

ADVICE = {
    400: "The request cannot be read as it is: mend it. Repeating it as it is will not help.",
    401: "Get a new token. If that is refused too, the secret or the system has been ended: ask the administrator.",
    403: "Not allowed to this caller, from this address or in this place: ask the administrator.",
    404: "It does not exist, or lies outside the caller's area.",
    405: "The address exists, with other methods.",
    409: "The record is in another state than the request needs: read it again and decide.",
    410: "What was kept for you has been let go: read everything anew.",
    412: "Somebody was faster: read the record again, decide, and send its new `ETag`.",
    413: "Send less.",
    415: "Send one of the kinds that the description names.",
    422: "`errors` names the fields by JSON pointer: correct them.",
    428: "Read the record first and send its `ETag` as `If-Match`.",
    429: "Wait as long as `Retry-After` says.",
    500: "Our fault. Repeat with the same `Idempotency-Key`; tell the administrator the `request_id` if it stays.",
    503: "Wait as long as `Retry-After` says and repeat with the same `Idempotency-Key`.",
    507: "The server's disk is full: tell the administrator.",
}
"""What to do, by status."""
HEAD = """# Every refusal

Written by `make openapi`. `code` is stable and never used for anything else; the Chinese title is for people. A refusal may say more
in `detail`. Under each status stands what holds for all of its codes, beside a code what caused it and what to do.
"""


def kinds(of: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for kind in of.__subclasses__():
        if kind.__module__.startswith("yihu."):
            yield kind
            yield from kinds(kind)


def said(kind: type[Problem]) -> str:
    """The class's own docstring in one line; of what is not there the status says it all."""
    return " ".join((kind.__dict__.get("__doc__") or "").split())


def page() -> str:
    """The page in Markdown, by status."""
    parts = [HEAD]
    found = sorted(set(kinds()), key=lambda kind: (kind.status, kind.code()))
    for status in sorted({kind.status for kind in found}):
        rows = [
            f"| `{kind.code()}` | {kind.title} | {said(kind)} | {kind.__module__.split('.')[1]} |"
            for kind in found
            if kind.status == status
        ]
        parts.append(
            f"## {status}\n\n{ADVICE[status]}\n\n| code | title | cause and cure | room |\n|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)
