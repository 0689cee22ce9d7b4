"""Why a request is not trusted: one exception, one reason word; the caller hears nothing but an empty 400."""

from enum import StrEnum


class RejectReason(StrEnum):
    """What was wrong; counted, never told."""

    METHOD = "method"
    SIZE = "size"
    HEADERS = "headers"
    URL = "url"
    SIGNATURE_FORM = "signature_form"
    DOWNLOAD = "download"
    BUDGET = "budget"
    PEM = "pem"
    CHAIN = "chain"
    NAME = "name"
    KEY = "key"
    SIGNATURE = "signature"
    BODY = "body"
    SKILL = "skill"
    TIME = "time"
    REPLAY = "replay"
    FAULT = "fault"


class Rejected(Exception):  # noqa: N818 - it is a verdict, not a fault
    """A request that must not be answered.

    Attributes:
        reason: which rule refused it.
    """

    def __init__(self, reason: RejectReason) -> None:
        super().__init__(reason.value)
        self.reason = reason
