"""A speaker's page that is really served on loopback, while its house's clock stands still."""

import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from support.local_speaker import LocalSpeakerApp

from skill.speaker.browser.loopback_guard import Admission
from skill.speaker.browser.routes import page_routes
from skill.speaker.speaker import REPROMPT_AFTER

Later = queue.SimpleQueue[datetime]
"""What is put into it is the instant that the house's clock shows from the next look on."""
HALF_PAST_EIGHT = timedelta(hours=2, minutes=31)
"""From the beginning of a test until the evening minute is due."""


class OpensAgain(Admission):
    """Lets several windows of one test in by the same address."""

    def exchanged(self, request: Request) -> Response | None:
        """Hand out the cookie, and keep the token."""
        token = self._token
        response = super().exchanged(request)
        self._token = token
        return response


@contextmanager
def served(
    app: LocalSpeakerApp,
    later: Later,
    *,
    reprompt_after: timedelta = REPROMPT_AFTER,
    admission: Admission | None = None,
) -> Iterator[str]:
    """Serve the page of a house on a free port of loopback; the calendar looks whenever the page does.

    Args:
        admission: who is let in; without one, whoever has the address, as often as there are windows in a test.

    Yields:
        the address that opens the page.
    """
    admission = admission or OpensAgain()
    draw = partial(app.application.pictures, "")
    look = partial(_ring, app, later)
    routes = page_routes(app.speaker, admission=admission, look=look, draw=draw, reprompt_after=reprompt_after)
    web = Starlette(routes=routes)
    server = uvicorn.Server(uvicorn.Config(web, log_level="warning", access_log=False, lifespan="off"))
    web.state.is_ending = lambda: server.should_exit
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield admission.address(f"http://127.0.0.1:{listening.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join(timeout=20.0)
            assert not thread.is_alive(), "the server did not end"


def _ring(app: LocalSpeakerApp, later: Later) -> None:
    app.application.tick(app.clock.now())
    with suppress(queue.Empty):
        # It becomes later after a look, and never in the middle of one.
        app.clock.set(later.get_nowait())
