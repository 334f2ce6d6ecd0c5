"""An example of each operation, whole: what is sent, and what is answered. Tests send every one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True, slots=True)
class Example:
    """One request, and its answer.

    Args:
        parameters: of the path, the query and the header, by name.
        body: what is sent; None where nothing is.
        answer: None where the operation itself says it.
    """

    parameters: Mapping[str, object]
    body: object = None
    answer: object = None


def show_example(operation: dict[str, Any], example: Example) -> None:
    """Write an example into an operation of a finished document.

    Raises:
        KeyError: it has a parameter that the operation does not take.
    """
    taken = {each["name"]: each for each in operation["parameters"]}
    for name, value in example.parameters.items():
        taken[name]["example"] = value
    if example.body is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = example.body
    if example.answer is not None:
        _content_of_success(operation)["example"] = example.answer


def _content_of_success(operation: Mapping[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = next(
        answer["content"]
        for status, answer in operation["responses"].items()
        if int(status) < HTTPStatus.BAD_REQUEST and "content" in answer
    )
    found: dict[str, Any] = next(iter(content.values()))
    return found
