"""Which hosts of Amazon's may be spoken to: these, or a stand-in on this machine, and no other."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from skill.domain.account import Region

LOGIN_HOST = "api.amazon.com"
HOSTS = {
    "api.amazonalexa.com": Region.NORTH_AMERICA,
    "api.eu.amazonalexa.com": Region.EUROPE,
    "api.fe.amazonalexa.com": Region.FAR_EAST,
    "api.fe.amazon.com": Region.FAR_EAST,
}
"""Every name that `context.System.apiEndpoint` may hold (rules.md X10)."""


class UnknownEndpoint(Exception):  # noqa: N818 - a verdict, not a fault
    """An address that is none of Amazon's; it is not repeated."""


@dataclass(frozen=True)
class ApiEndpoints:
    """Where Amazon's APIs are reached.

    Attributes:
        stand_in: address of a stand-in on this machine in place of every host, or None.
        by_region: host of each region, for calls that no request led to.
    """

    stand_in: str | None = None
    by_region: dict[Region, str] = field(
        default_factory=lambda: {region: host for host, region in reversed(HOSTS.items())}
    )

    def of_login(self) -> str:
        """Return the base address of Login with Amazon."""
        return self._base(LOGIN_HOST)

    def of_region(self, region: Region) -> str:
        """Return the base address of a region's APIs."""
        return self._base(self.by_region[region])

    def of_endpoint(self, endpoint: str) -> str:
        """Return the base address that a request named in `context.System.apiEndpoint`.

        Raises:
            NotAllowed: it is none of the four that exist.
        """
        if self._is_stand_in(endpoint):
            return self._base("")
        region_of(endpoint)
        return self._base(urlsplit(endpoint).netloc.lower())

    def region(self, endpoint: str) -> Region:
        """Return the region behind an endpoint; a stand-in is all of them.

        Raises:
            NotAllowed: it is no endpoint of Amazon's.
        """
        return Region.NORTH_AMERICA if self._is_stand_in(endpoint) else region_of(endpoint)

    def _is_stand_in(self, endpoint: str) -> bool:
        return self.stand_in is not None and endpoint.rstrip("/") == self.stand_in.rstrip("/")

    def _base(self, host: str) -> str:
        return self.stand_in.rstrip("/") if self.stand_in is not None else f"https://{host}"


def region_of(endpoint: str) -> Region:
    """Return the region behind an API endpoint.

    Raises:
        NotAllowed: it is no endpoint of Amazon's.
    """
    try:
        parts = urlsplit(endpoint)
    except ValueError as fault:
        raise UnknownEndpoint from fault
    region = HOSTS.get(parts.netloc.lower())
    if (
        region is None
        or parts.scheme.lower() != "https"
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
    ):
        raise UnknownEndpoint
    return region
