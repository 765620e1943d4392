"""What the API's description promises, a line each, so that a change which breaks those who connect can be seen.

`openapi/PROMISES.txt` holds the lines of the last release. A line with `+` has to stay: an address, a parameter, a field, a value.
A line with `-` is a demand on whoever calls, or a gap in what he is told: there may be no new one at what was there already.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
Lines = set[str]
METHODS = ("get", "put", "post", "patch", "delete", "head")
REQUEST, ANSWER = "takes", "tells"


def lines(described: Schema) -> Lines:
    """Of a whole OpenAPI description, problem details aside: their codes stand in PROBLEMS.md."""
    schemas, told, used = described["components"]["schemas"], Lines(), set[tuple[str, str]]()
    for path, item in described["paths"].items():
        for method in METHODS:
            if operation := item.get(method):
                name = f"{method.upper()} {path}"
                told.add(f"+ {name}")
                for line, where, schema in _operation(name, operation):
                    told.add(line)
                    used |= {(where, part) for part in _named(schema)}
    done = set[tuple[str, str]]()
    while waiting := used - done:
        for where, name in waiting:
            told.update(_object(name, schemas[name], where))
            used |= {(where, part) for part in _named(schemas[name])}
        done |= waiting
    return told


def broken(before: Lines, now: Lines) -> list[str]:
    """What a program written for `before` may fail over."""
    gone = [f"gone: {line[2:]}" for line in before - now if line.startswith("+")]
    known = {line[2:] for line in before if line.startswith("+")}
    asked = [f"new: {line[2:]}" for line in now - before if line.startswith("-") and _about(line) in known]
    return sorted(gone + asked)


def _about(line: str) -> str:
    """What has to be there before for a demand to be news: the operation or form; of an answer, the very field."""
    subject, _, rest = line[2:].partition(": ")
    return f"{subject}: {rest.split(' ')[0]}" if subject.endswith(f" {ANSWER}") else subject


def _operation(name: str, operation: Schema) -> Iterator[tuple[str, str, Schema]]:
    for parameter in operation.get("parameters", ()):
        told, schema = f"{name}: {parameter['in']} {parameter['name']}", parameter["schema"]
        # an address cannot say null
        yield from ((f"+ {told} {kind}", REQUEST, schema) for kind in _kinds(schema) if kind != "null")
        if parameter.get("required"):
            yield f"- {told} required", REQUEST, {}
    body = operation.get("requestBody", {})
    yield from _content(f"{name}: {REQUEST}", REQUEST, body)
    if body.get("required"):
        yield f"- {name}: body required", REQUEST, {}
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            yield f"+ {name}: {status}", ANSWER, {}
            yield from _content(f"{name}: {status}", ANSWER, answer)


def _content(told: str, where: str, body: Schema) -> Iterator[tuple[str, str, Schema]]:
    for media, content in body.get("content", {}).items():
        schema = content.get("schema", {})
        yield from ((f"+ {told} {media} {kind}", where, schema) for kind in _kinds(schema))


def _object(name: str, schema: Schema, where: str) -> Iterator[str]:
    """A component as one side sees it. What a caller may leave out or send as null is his to keep; what he is told, too."""
    subject = f"{name} {where}"
    yield f"+ {subject}"
    for kind in _kinds(schema) if "properties" not in schema else ():
        yield f"+ {subject}: {kind}"
    needed = schema.get("required", ())
    for field, kept in schema.get("properties", {}).items():
        told = f"{subject}: {field}"
        yield f"+ {told}"
        for kind in _kinds(kept):
            yield f"{'-' if where == ANSWER and kind == 'null' else '+'} {told} {kind}"
        if where == REQUEST and field in needed:
            yield f"- {told} required"
        if where == ANSWER and field not in needed:
            yield f"- {told} may be missing"


def _kinds(schema: Schema) -> Iterator[str]:
    """Each thing that may stand there."""
    if "anyOf" in schema or "oneOf" in schema:
        for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            yield from _kinds(part)
    elif "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2]
    elif "enum" in schema or "const" in schema:
        yield from (f"= {value}" for value in schema.get("enum", (schema.get("const"),)))
    elif schema.get("type") == "array":
        yield from (f"list of {kind}" for kind in _kinds(schema.get("items", {})))
    elif isinstance(schema.get("additionalProperties"), dict):
        yield from (f"map of {kind}" for kind in _kinds(schema["additionalProperties"]))
    else:
        yield " ".join(schema[key] for key in ("type", "format") if key in schema) or "anything"


def _named(schema: Any) -> Iterator[str]:
    """The components that a schema names."""
    if isinstance(schema, Mapping):
        if isinstance(found := schema.get("$ref"), str):
            yield found.rpartition("/")[2]
        for part in schema.values():
            yield from _named(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _named(part)
