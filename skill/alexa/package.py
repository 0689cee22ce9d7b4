"""The folder that Amazon's command line tool (ASK CLI v2) deploys: manifest with our endpoint, models, images."""

import copy
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from skill.domain.errors import StartError

CERTIFICATES = ("Trusted", "Wildcard", "SelfSigned")
"""Kinds of the endpoint's own certificate (rules.md X1)."""
WEBHOOK = "/alexa"
REGIONS = ("NA", "EU", "FE")
RESOURCES = {
    "askcliResourcesVersion": "2020-03-31",
    "profiles": {"default": {"skillMetadata": {"src": "./skill-package"}}},
}
"""A skill on an own host needs no code and no infrastructure of Amazon's (rules.md X22)."""
_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")


@dataclass(frozen=True)
class PackageTarget:
    """What a package is made for.

    Attributes:
        endpoint: where Alexa reaches this service, with or without /alexa.
        certificate: kind of the endpoint's certificate.
        privacy, terms: addresses of the two texts, or None.
        secret: of the webhook's path, where one is set.
    """

    endpoint: str
    certificate: str = "Trusted"
    privacy: str | None = None
    terms: str | None = None
    secret: str | None = None

    @property
    def uri(self) -> str:
        """The webhook's whole address: the path secret is put in where one is set."""
        parts = urlsplit(self.endpoint)
        return f"https://{parts.netloc}{WEBHOOK}" + (f"/{self.secret}" if self.secret else "")


def write_package(wanted: PackageTarget, models: Path, out: Path) -> list[Path]:
    """Write the package and return its files, relative to the folder.

    Args:
        models: the folder interaction_models.
        out: a folder that is empty or not there yet; nothing is ever written over.

    Raises:
        StartError: one line that names everything that is wrong with what is wanted; nothing is written then.
    """
    wrong = [*_faults(wanted), *_out_faults(out)]
    if wrong:
        raise StartError("; ".join(wrong) + ".")
    manifest = build_manifest(wanted, json.loads((models / "skill.json").read_text(encoding="utf-8")))
    skill = out / "skill-package"
    try:
        for folder in (skill / "interactionModels" / "custom", skill / "assets" / "images"):
            folder.mkdir(parents=True, exist_ok=True)
        _write(out / "ask-resources.json", RESOURCES)
        _write(skill / "skill.json", manifest)
        for model in sorted(models.glob("*.json")):
            if _LOCALE.fullmatch(model.stem):
                shutil.copyfile(model, skill / "interactionModels" / "custom" / model.name)
        for image in sorted((models / "images").glob("*.png")):
            shutil.copyfile(image, skill / "assets" / "images" / image.name)
    except OSError as fault:
        raise StartError(f"The package cannot be written to {out}: {fault.strerror}.") from fault
    return sorted(file.relative_to(out) for file in out.rglob("*") if file.is_file())


def build_manifest(wanted: PackageTarget, template: dict[str, Any]) -> dict[str, Any]:
    """Return the manifest with the endpoint in every place where it stands, and the two texts where they are known."""
    whole = copy.deepcopy(template)
    manifest = whole["manifest"]
    endpoint = {"uri": wanted.uri, "sslCertificateType": wanted.certificate}
    for place in (manifest["apis"]["custom"], manifest["events"]):
        place["endpoint"] = dict(endpoint)
        place["regions"] = {region: {"endpoint": dict(endpoint)} for region in REGIONS}
    texts = {"privacyPolicyUrl": wanted.privacy, "termsOfUseUrl": wanted.terms}
    known = {name: address for name, address in texts.items() if address}
    if known:
        locales = manifest["publishingInformation"]["locales"]
        manifest["privacyAndCompliance"]["locales"] = {locale: dict(known) for locale in locales}
    return whole


def _faults(wanted: PackageTarget) -> Iterator[str]:
    yield from (f"--endpoint {why}" for why in _address_faults(wanted.endpoint, is_endpoint=True))
    if wanted.certificate not in CERTIFICATES:
        yield f"--certificate is one of {', '.join(CERTIFICATES)}"
    for option, address in (("--privacy", wanted.privacy), ("--terms", wanted.terms)):
        if address is not None:
            yield from (f"{option} {why}" for why in _address_faults(address, is_endpoint=False))


def _address_faults(address: str, *, is_endpoint: bool) -> Iterator[str]:
    """Say what is wrong with an address, without repeating it: it may hold a secret."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        yield "is no address"
        return
    if parts.scheme != "https":
        yield "must begin with https://"
    if not host or "." not in host or not re.fullmatch(r"[A-Za-z0-9.-]+", host):
        yield "needs the name of a host that the internet can reach"
    if "@" in parts.netloc:
        yield "may name no user"
    if not is_endpoint:
        return
    if port not in (None, 443):
        yield "may name no other port than 443: Alexa knows no other"
    if parts.query or parts.fragment:
        yield "may have nothing after its path"
    if parts.path.rstrip("/") not in ("", WEBHOOK):
        yield f"has no other path than {WEBHOOK}; a secret one comes from STEADY_GROUND_PATH_SECRET"


def _out_faults(out: Path) -> Iterator[str]:
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            yield f"--out {out} is there already and not an empty folder"
    except OSError as fault:
        yield f"--out {out} cannot be read: {fault.strerror}"


def _write(file: Path, data: Any) -> None:
    file.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
