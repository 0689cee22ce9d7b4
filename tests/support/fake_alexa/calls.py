"""A call as it came in, the answer that goes out, and the refusal that an API raises."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """A request to one of Amazon's APIs.

    Attributes:
        path: without its query, as sent.
        headers: names in lower case.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def bearer(self) -> str:
        """Return the bearer token, "" where there is none."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token if kind.lower() == "bearer" else ""

    def object(self, code: str | int) -> dict[str, Any]:
        """Return the body's object.

        Raises:
            Refused: another content type than JSON, or no object; with this code.
        """
        if self.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            raise Refused(400, code, "the content type is not application/json")
        try:
            found = json.loads(self.body)
        except ValueError as fault:
            raise Refused(400, code, "the body is not JSON") from fault
        if not isinstance(found, dict):
            raise Refused(400, code, "the body is not an object")
        return found


@dataclass(frozen=True)
class Answer:
    """What is answered.

    Attributes:
        body: JSON data, or None for no content at all.
        is_for_eyes: is it written with line breaks, as the control door does for hands?
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_for_eyes: bool = False

    def content(self) -> bytes:
        """Return the bytes that go out."""
        if self.body is None:
            return b""
        text = json.dumps(self.body, indent=1, ensure_ascii=False) + "\n" if self.is_for_eyes else json.dumps(self.body)
        return text.encode()


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """A call that Amazon does not accept.

    Args:
        status: HTTP status.
        code: Amazon's word or number for it.
        message: why, for whoever reads the log.
    """

    def __init__(self, status: int, code: str | int, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.answer = Answer(status, {"code": code, "message": message})
