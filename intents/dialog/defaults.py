"""The installation's defaults: what is assumed about whoever is not known yet, and where Amazon is."""

from dataclasses import dataclass

from skill.alexa.api.endpoints import ApiEndpoints


@dataclass(frozen=True)
class Defaults:
    """What the voice assumes about a person it does not know yet.

    Attributes:
        zone: time zone of new persons on a local speaker, or None where it has to be asked.
        country: country of the help lines, or None to go by the device.
        response_limit: how many characters one answer to Alexa may have.
        amazon: where Amazon's APIs are, or None where this installation may not ask Amazon for anything.
    """

    zone: str | None
    country: str | None
    response_limit: int
    amazon: ApiEndpoints | None = None
