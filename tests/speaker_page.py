"""A speaker's page that is really served on loopback, while its house's clock stands still."""

import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

import uvicorn
from house import House
from starlette.applications import Starlette

from skill.speaker.page import page_routes
from skill.speaker.speaker import REPROMPT_AFTER

Later = queue.SimpleQueue[datetime]
"""What is put into it is the instant that the house's clock shows from the next look on."""
HALF_PAST_EIGHT = timedelta(hours=2, minutes=31)
"""From the beginning of a test until the evening minute is due."""


@contextmanager
def served(house: House, later: Later, *, reprompt_after: timedelta = REPROMPT_AFTER) -> Iterator[str]:
    """Serve the page of a house on a free port of loopback; the calendar looks whenever the page does."""
    draw = partial(house.ground.pictures, "")
    routes = page_routes(house.speaker, look=lambda: _ring(house, later), draw=draw, reprompt_after=reprompt_after)
    app = Starlette(routes=routes)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
    app.state.is_ending = lambda: server.should_exit
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20.0)
            assert not thread.is_alive(), "the server did not end"


def _ring(house: House, later: Later) -> None:
    house.ground.tick(house.clock.now())
    with suppress(queue.Empty):
        # It becomes later after a look, and never in the middle of one.
        house.clock.set(later.get_nowait())
