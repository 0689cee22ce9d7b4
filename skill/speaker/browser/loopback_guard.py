"""What guards the page: lets in whoever came by the printed address, from this machine and this page alone."""

import hmac
import secrets
from collections.abc import Awaitable, Callable

import orjson
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from skill.log import described
from skill.loopback import names_this_machine

BODY_AT_MOST = 8192
"""The longest body that is read, bytes."""
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "microphone=(), camera=(), geolocation=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
IN_ADDRESS = "k"
"""By what name the one-time token stands in the address."""
SECRET_BYTES = 24
WHERE_IT_OPENS = (
    "This page opens with the address that steady-ground serve printed in its terminal. That address works once.\n"
    "If it's used up, end serve there and start it again: it prints a new one.\n"
)

log = structlog.get_logger()
Handler = Callable[[Request], Awaitable[Response]]


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that must not reach the speaker; the status is all that the browser is told."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Admission:
    """Tells whoever reads the terminal from everybody else on this machine, for as long as this process runs.

    The address that `serve` prints carries a token. It is exchanged, once, for a cookie that this page alone is sent.
    Whoever comes second with the same token is not let in, so that a token that was read by another shows itself.
    """

    def __init__(self) -> None:
        self._token: str | None = secrets.token_urlsafe(SECRET_BYTES)
        self._cookie = secrets.token_urlsafe(SECRET_BYTES)
        # A browser keeps the cookies of all ports of a host together: two services must not overwrite each other's.
        self._name = f"minute_{secrets.token_hex(4)}"

    def address(self, at: str) -> str:
        """Return the address that opens the page, once."""
        return f"{at}/?{IN_ADDRESS}={self._token or ''}"

    def is_admitted(self, request: Request) -> bool:
        """Does a request come with the cookie?"""
        shown = request.cookies.get(self._name, "")
        return hmac.compare_digest(shown.encode(errors="replace"), self._cookie.encode())

    def exchanged(self, request: Request) -> Response | None:
        """Take the token of a request, which is used up by that; return what hands out the cookie, or None."""
        shown = request.query_params.get(IN_ADDRESS, "")
        if self._token is None or not hmac.compare_digest(shown.encode(errors="replace"), self._token.encode()):
            return None
        self._token = None
        # On to the address without the token, so that it does not stay in the browser's history.
        response = Response(status_code=303, headers={"location": "/"})
        response.set_cookie(self._name, self._cookie, path="/", httponly=True, samesite="strict")
        return response


class LoopbackGuard:
    """Lets one method of one address in for whoever is admitted; every answer wears the headers."""

    def __init__(self, method: str, handler: Handler, admission: Admission) -> None:
        self._method = method
        self._handler = handler
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it: a stranger's without a word, one without the cookie with the way in."""
        request = Request(scope, receive)
        try:
            self._check_sender(request)
            response = await self._admitted(request)
        except Refused as refused:
            response = Response(status_code=refused.status)
        except ClientDisconnect:
            return
        except Exception as fault:
            # Only the kind of fault: its words may be the person's.
            log.error("a turn could not be answered", action="turn_lost", **described(fault))
            response = Response(status_code=500)
        response.headers.update(HEADERS)
        await response(scope, receive, send)

    async def _admitted(self, request: Request) -> Response:
        if not self._admission.is_admitted(request):
            handed_out = self._admission.exchanged(request) if request.url.path == "/" else None
            return handed_out or Response(WHERE_IT_OPENS, status_code=403, media_type="text/plain")
        if self._method == "POST" and not _is_json(request):
            raise Refused(415)
        return await self._handler(request)

    def _check_sender(self, request: Request) -> None:
        headers = request.headers
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if not names_this_machine(hosts, headers):
            raise Refused(403)
        if request.method != self._method:
            raise Refused(405)
        if (origins or self._method == "POST") and origins != [f"http://{hosts[0].lower()}"]:
            raise Refused(403)
        # A link may lead to the page from anywhere; nothing else of it is for other pages.
        if request.url.path != "/" and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refused(403)


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"


def file_answer(content: bytes, kind: str) -> Handler:
    """Return what answers with a file that was read at the start."""

    async def answer(_request: Request) -> Response:
        return Response(content, media_type=kind)

    return answer


def json_answer(what: object) -> Response:
    """Answer with JSON."""
    return Response(orjson.dumps(what), media_type="application/json")


async def read_text(request: Request, name: str) -> str:
    """Return one text of the body, trimmed.

    Raises:
        Refused: there is none.
    """
    try:
        text = orjson.loads(await read_body(request))[name].strip()
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, IndexError) as fault:
        raise Refused(400) from fault
    if not isinstance(text, str) or not text:
        raise Refused(400)
    return text


async def read_body(request: Request) -> bytes:
    """Return the body.

    Raises:
        Refused: it is too long.
    """
    body = b""
    async for part in request.stream():
        if len(body := body + part) > BODY_AT_MOST:
            raise Refused(413)
    return body
