"""The Settings API: which time zone a device stands in; it gives a name, never an offset, and sometimes nothing."""

from urllib.parse import quote
from zoneinfo import ZoneInfo

from skill.alexa.api.client import Api, ApiAccess, CallFailed, CallFault, Client


def time_zone(client: Client, access: ApiAccess, device_id: str) -> str | None:
    """Return the IANA name of a device's time zone, or None where Alexa does not know it (204).

    Raises:
        CallFailed: it could not be asked, or what came is no zone that this installation knows.
    """
    url = f"{access.base}/v2/devices/{quote(device_id, safe='')}/settings/System.timeZone"
    zone = client.call(Api.SETTINGS, "GET", url, token=access.token)
    if zone is None:
        return None
    try:
        if isinstance(zone, str) and ZoneInfo(zone).key == zone:
            return zone
    except (ValueError, OSError, KeyError):
        pass
    raise CallFailed(CallFault.UNREADABLE)
