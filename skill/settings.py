"""Every setting, read from the environment once; all that is wrong is said at once, in plain lines."""

import ipaddress
import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from skill.alexa.api.endpoints import HOSTS
from skill.content import countries_with_lines
from skill.domain.errors import StartError
from skill.time_zone import is_zone

PREFIX = "STEADY_GROUND_"


class Settings(BaseSettings):
    """What may be set from outside; each field is the environment variable `STEADY_GROUND_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
        extra="forbid",
        env_ignore_empty=True,
    )

    data: Path = Field(
        default=Path("~/.local/share/steady-ground"), description="folder of the database and the key file"
    )
    database_url: SecretStr | None = Field(default=None, description="another database than SQLite in the data folder")
    skill_id: str | None = Field(default=None, description="the skill's id; required by serve unless --unsigned")
    path_secret: SecretStr | None = Field(default=None, description="makes the webhook POST /alexa/{secret}")
    amazon_url: str | None = Field(default=None, description="stand-in for every Amazon host; loopback only")
    trust_roots: Path | None = Field(default=None, description="PEM file in place of the trust roots; loopback only")
    client_id: SecretStr | None = Field(default=None, description="Alexa Client Id of the console's Permissions page")
    client_secret: SecretStr | None = Field(default=None, description="the Alexa Client Secret beside it")
    stage: Literal["development", "live"] = Field(default="development", description="which stage notices go to")
    host_na: str = Field(default="api.amazonalexa.com", description="API host of North America")
    host_eu: str = Field(default="api.eu.amazonalexa.com", description="API host of Europe")
    host_fe: str = Field(default="api.fe.amazonalexa.com", description="API host of the Far East")
    notice_shortest: int = Field(default=300, ge=60, le=86_400, description="least life of a notice, seconds")
    notice_longest: int = Field(default=86_400, ge=60, le=86_400, description="longest life of a notice, seconds")
    time_zone: str | None = Field(default=None, description="time zone of new persons; speak takes the machine's")
    country: str | None = Field(default=None, description="country of the help lines; else of the device")
    response_limit: int = Field(default=7500, ge=1000, le=100_000, description="longest answer to Alexa, characters")

    @field_validator("data")
    @classmethod
    def _home_is_known(cls, folder: Path) -> Path:
        try:
            return folder.expanduser()
        except RuntimeError as fault:
            raise ValueError("begins with the home of somebody who is not known here") from fault

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str | None) -> str | None:
        if name is not None and not is_zone(name):
            raise ValueError("is no time zone of the IANA list, such as Europe/Berlin")
        return name

    @field_validator("country")
    @classmethod
    def _country_code(cls, code: str | None) -> str | None:
        if code is not None and not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise ValueError("is no country code of two capitals, such as US")
        known = countries_with_lines()
        if code is not None and code not in known:
            # Taken in silence, it would leave somebody who needs help without a number.
            raise ValueError(f"has no help lines here; those of {', '.join(known)} are known (GB is the UK)")
        return code

    @field_validator("path_secret")
    @classmethod
    def _secret_is_long(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None:
            text = secret.get_secret_value()
            if len(text) < 22 or not all(char.isascii() and (char.isalnum() or char in "-_") for char in text):
                raise ValueError("needs at least 22 letters, digits, - or _ (128 bits)")
        return secret

    @field_validator("amazon_url")
    @classmethod
    def _stand_in_stays_inside(cls, url: str | None) -> str | None:
        if url is not None and not is_loopback(_host(url)):
            raise ValueError("is only for a stand-in on this machine (127.0.0.1)")
        return url

    @field_validator("host_na", "host_eu", "host_fe")
    @classmethod
    def _host_is_amazons(cls, host: str) -> str:
        if host not in HOSTS:
            raise ValueError("is none of Amazon's API hosts, such as api.amazonalexa.com")
        return host

    @field_validator("client_secret")
    @classmethod
    def _secret_goes_with_its_id(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if "client_id" in info.data and (secret is None) != (info.data["client_id"] is None):
            raise ValueError("goes only together with STEADY_GROUND_CLIENT_ID")
        return secret

    @field_validator("trust_roots")
    @classmethod
    def _roots_go_with_the_stand_in(cls, file: Path | None, info: ValidationInfo) -> Path | None:
        if file is not None and info.data.get("amazon_url", "") is None:
            raise ValueError("goes only with STEADY_GROUND_AMAZON_URL on this machine")
        return file


def is_skill_id(said: str) -> bool:
    """Has this the form of the ids that Amazon gives to skills? With any other, every request is refused."""
    return re.fullmatch(r"amzn1\.ask\.skill\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said) is not None


def _host(url: str) -> str | None:
    """Return the host of an address, or None where it is no address; what is wrong with it is not repeated."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def is_loopback(host: str | None) -> bool:
    """Does this host name mean this very machine? An IPv6 address may stand in brackets, or carry an IPv4 one."""
    name = bare_host(host or "")
    if name.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    carried = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (carried or address).is_loopback


def bare_host(host: str) -> str:
    """Return a host without the brackets in which an IPv6 address stands in an address."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") and ":" in host else host


def load_settings(data: Path | None = None) -> Settings:
    """Read the settings from the environment.

    Args:
        data: the data folder that the command line names; it goes before the environment.

    Raises:
        StartError: one line that names every variable that is wrong or not known, never its value.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    ours = [name for name in sorted(os.environ) if name.startswith(PREFIX.rstrip("_"))]
    wrong = [f"{name}: is no setting" for name in ours if name not in known]
    settings: Settings | None = None
    try:
        settings = Settings() if data is None else Settings(data=data)
    except ValidationError as fault:
        for one in fault.errors(include_input=False, include_url=False, include_context=False):
            name = PREFIX + str(one["loc"][0]).upper() if one["loc"] else PREFIX.rstrip("_")
            wrong.append(f"{name}: {one['msg'].removeprefix('Value error, ')}")
    if wrong or settings is None:
        raise StartError("These settings are not right: " + "; ".join(wrong) + ".")
    return settings
