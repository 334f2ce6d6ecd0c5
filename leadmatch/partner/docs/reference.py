"""The reference: every operation and object of the OpenAPI document, as the pages show them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from leadmatch.partner.docs.curl import curl_of
from leadmatch.partner.docs.schema_words import Kind, kind_of
from leadmatch.web.rate_limit import RATE_LIMIT_FIELDS

Document = Mapping[str, Any]
_SCHEMAS = "#/components/schemas/"
_NOTHING: Document = {}


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter of a request, or a member of an object.

    Args:
        anchor: unique on a page.
        place: ``path``, ``query`` or ``header``; empty for a member of an object.
        default: as it would be sent; empty where there is none.
        example: likewise.
    """

    name: str
    anchor: str
    place: str
    kind: Kind
    text: str
    is_required: bool
    default: str
    example: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered with a status below 400, or the problems of one above.

    Args:
        schema: of the body, by name; empty where there is none.
        headers: fields, with what each says.
        example: as it is sent; empty where there is none.
        problems: slugs of the problem types.
    """

    status: str
    phrase: str
    text: str
    media_type: str
    schema: str
    headers: Mapping[str, str]
    example: str
    problems: tuple[str, ...]

    @property
    def own_headers(self) -> Mapping[str, str]:
        """The fields that not every answer has."""
        return {name: text for name, text in self.headers.items() if name not in RATE_LIMIT_FIELDS}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path.

    Args:
        id: its anchor.
        scope: what a partner's key must open; empty where partners have no part in it.
        is_open: whether it can be called without a key.
        is_for_schools: whether it takes the key of a school alone.
        body: name of the schema of what is sent; empty where nothing is.
        curl: a command that asks it; it runs where BASE and KEY are set.
        notes: why it will end, and when; empty where it will not.
    """

    id: str
    method: str
    path: str
    summary: str
    scope: str
    is_open: bool
    is_for_schools: bool
    parameters: tuple[Member, ...]
    body: str
    answers: tuple[Answer, ...]
    problems: tuple[Answer, ...]
    curl: str
    notes: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The operations under one tag."""

    name: str
    text: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """A schema of bodies: what it is, and its members."""

    name: str
    text: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Chapters, and the objects that their operations take and answer, by name."""

    chapters: tuple[Chapter, ...]
    objects: tuple[Object, ...]


def reference_of(document: Document, tags: Sequence[str]) -> Reference:
    """Return what the document says of these chapters, in its own order of them."""
    operations = list(_operations(document))
    chapters = tuple(
        Chapter(tag["name"], tag["description"], tuple(each for of, each in operations if of == tag["name"]))
        for tag in document["tags"]
        if tag["name"] in tags
    )
    shown = [each for chapter in chapters for each in chapter.operations]
    named = {each.body for each in shown} | {answer.schema for each in shown for answer in each.answers}
    if any(each.problems for each in shown):
        named.add("Problem")
    return Reference(tuple(each for each in chapters if each.operations), tuple(_objects(document, named - {""})))


def _operations(document: Document) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            yield said["tags"][0], _operation(path, method.upper(), said, document)


def _operation(path: str, method: str, said: Document, document: Document) -> Operation:
    answers = [_answer(status, answer, document) for status, answer in said["responses"].items()]
    ways = said.get("security", [{}])
    scopes = [scope for way in ways for scope in way.get("partnerKey", ())]
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    return Operation(
        id=said["operationId"],
        method=method,
        path=path,
        summary=said["summary"],
        scope=scopes[0] if scopes else "",
        is_open={} in ways,
        is_for_schools=any("schoolKey" in way for way in ways),
        parameters=tuple(_parameter(said["operationId"], each) for each in said["parameters"]),
        body=_named(body.get("schema", {})),
        answers=tuple(each for each in answers if not each.problems),
        problems=tuple(each for each in answers if each.problems),
        curl=curl_of(method, path, said),
        notes=said.get("description", ""),
    )


def _parameter(operation_id: str, said: Document) -> Member:
    schema = said["schema"]
    example = said.get("example", schema.get("example"))
    return Member(
        name=said["name"],
        anchor=f"{operation_id}.{said['name']}",
        place=said["in"],
        kind=kind_of(schema),
        text=said.get("description", ""),
        is_required=said.get("required", False),
        default=_sent(schema.get("default")),
        example=_sent(example),
    )


def _answer(status: str, said: Document, document: Document) -> Answer:
    contents: Mapping[str, Document] = said.get("content", {})
    media_type, content = next(iter(contents.items()), ("", _NOTHING))
    return Answer(
        status=status,
        phrase=HTTPStatus(int(status)).phrase,
        text=said["description"],
        media_type=media_type,
        schema=_named(content.get("schema", {})),
        headers={name: each["description"] for name, each in said.get("headers", {}).items()},
        example=_shown(content.get("example")),
        problems=tuple(slug for slug in content.get("examples", ()) if slug in document["components"]["examples"]),
    )


def _objects(document: Document, named: set[str]) -> Iterator[Object]:
    """Yield the objects that are named, and those that they name, each once, by name."""
    schemas = document["components"]["schemas"]
    wanted, found = sorted(named), dict[str, Object]()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = _object(name, schemas[name])
            wanted += [each.kind.target for each in found[name].members if each.kind.target]
    for name in sorted(found):
        yield found[name]


def _object(name: str, schema: Document) -> Object:
    required = schema.get("required", ())
    members = tuple(
        Member(
            name=member,
            anchor=f"{name}.{member}",
            place="",
            kind=kind_of(said),
            text=said.get("description", ""),
            is_required=member in required,
            default=_sent(said.get("default")),
            example="",
        )
        for member, said in schema.get("properties", {}).items()
    )
    return Object(name, schema.get("description", ""), members)


def _named(schema: Document) -> str:
    reference = str(schema.get("$ref", ""))
    return reference.removeprefix(_SCHEMAS) if reference.startswith(_SCHEMAS) else ""


def _sent(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(example: object) -> str:
    return (
        example
        if isinstance(example, str)
        else ""
        if example is None
        else json.dumps(example, indent=2, ensure_ascii=False)
    )
