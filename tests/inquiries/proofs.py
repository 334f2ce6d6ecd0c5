"""Solutions of challenges for tests, made by ALTCHA's own library as a client would."""

import base64
import json
from typing import Any

import altcha


def solve(challenge: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    """Return the payload of a challenge, solved: some tenths of a second of work."""
    made = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(made)
    if solution is None:
        raise AssertionError("the challenge cannot be solved")
    payload: dict[str, Any] = altcha.Payload(made, solution).to_dict()
    return payload


def sent(payload: object) -> str:
    """Return a payload as the body of an inquiry holds it."""
    return base64.b64encode(json.dumps(payload).encode()).decode()
