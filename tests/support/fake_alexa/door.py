"""The service under test, spoken to over real HTTP, and what it kept of it."""

from collections import Counter
from dataclasses import dataclass

import httpx
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select
from support.sql import sql

from skill.app.bootstrap import Application
from skill.storage.tables.people import persons

from .signing import Letter


@dataclass(frozen=True)
class Door:
    """The real service on this machine, spoken to over real HTTP."""

    client: httpx.Client
    application: Application

    def send(self, one: Letter) -> httpx.Response:
        """Send a request just as it is."""
        content = iter([one.body]) if one.is_chunked else one.body
        return self.client.request(one.method, one.path, headers=list(one.headers), content=content)

    def refused(self) -> Counter[str]:
        """Return how many requests were refused so far, by reason."""
        families = text_string_to_metric_families(self.client.get("/metrics").text)
        samples = [one for family in families for one in family.samples if one.name == "steady_ground_rejected_total"]
        return Counter({one.labels["reason"]: int(one.value) for one in samples})

    def kept(self) -> dict[str, int]:
        """Return how many rows every table holds."""
        with self.application.database.work() as work:
            tables = persons.metadata.sorted_tables
            return {one.name: sql(work).scalar(select(func.count()).select_from(one)) or 0 for one in tables}
