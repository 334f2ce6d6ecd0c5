"""The example request of an operation as a command that runs in a shell where BASE and KEY are set."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

_KEY: Final = '-H "Authorization: Bearer $KEY"'
_NEW_EACH_TIME: Final[Mapping[str, str]] = {"Idempotency-Key": "try-$RANDOM$RANDOM"}
_END: Final = "END"


def curl_of(method: str, path: str, operation: Mapping[str, Any]) -> str:
    """Return the command.

    Args:
        method: in capitals.
        path: with its variables in braces.
        operation: as the OpenAPI document has it.
    """
    asked = {
        (each["in"], each["name"]): each.get("example", each["schema"].get("example"))
        for each in operation["parameters"]
        if "example" in each or "example" in each["schema"]
    }
    for (place, name), value in asked.items():
        path = path.replace(f"{{{name}}}", quote(str(value))) if place == "path" else path
    query = urlencode({name: _sent(value) for (place, name), value in asked.items() if place == "query"}, safe=",")
    parts = [f'curl -sS "$BASE{path}{"?" + query if query else ""}"']
    if operation.get("security"):
        parts.append(_KEY)
    headers = [each["name"] for each in operation["parameters"] if each["in"] == "header"]
    parts += [f'-H "{name}: {_NEW_EACH_TIME.get(name) or asked[("header", name)]}"' for name in headers]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    if body is not None:
        parts += ['-H "Content-Type: application/json"', f"-d @- <<'{_END}'"]
    elif method != "GET":
        parts.append(f"-X {method}")
    command = " \\\n  ".join(parts)
    return command if body is None else f"{command}\n{json.dumps(body, indent=2, ensure_ascii=False)}\n{_END}"


def _sent(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
