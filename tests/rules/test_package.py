"""What Amazon's command line tool deploys: every field is known to Amazon's own classes, and every phrase is heard."""

import copy
import json
import re
import struct
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_smapi_model.v1.skill.interaction_model.interaction_model_data import InteractionModelData
from ask_smapi_model.v1.skill.manifest.event_name_type import EventNameType
from ask_smapi_model.v1.skill.manifest.permission_name import PermissionName
from ask_smapi_model.v1.skill.manifest.skill_manifest_envelope import SkillManifestEnvelope

from skill.alexa.package import PackageTarget, build_manifest, write_package
from skill.app.bootstrap import MODEL
from skill.domain.errors import StartError
from skill.speaker.understanding.intent_matcher import FALLBACK, IntentMatcher

HOUSE = "https://skill.example.org"
TODAY = date(2026, 11, 23)
SECRET = "Mara-and-Jonas_at-the-lake"
TEMPLATE = json.loads((MODEL.parent / "skill.json").read_text())
FULL = PackageTarget(HOUSE, "Trusted", "https://example.org/privacy", "https://example.org/terms", SECRET)
ALOUD = re.compile(
    r"\b(affair|cheat\w*|infidel\w*|betray\w*|trust|truth|partner|therapy|intima\w*|commitment|sex\w*|couple\w*)\b",
    re.I,
)
"""What no visitor may read off a store page or hear in the skill's name (rules.md E1-E3)."""


def written_again(whole: Any, kind: type) -> Any:
    """Read with Amazon's classes and write again: what they do not know is gone, or refused at once."""
    serializer = DefaultSerializer()
    return serializer.serialize(serializer.deserialize(json.dumps(whole), kind))


def objects(data: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every object within, with its place."""
    if isinstance(data, dict):
        yield place, data
    for name, inner in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from objects(inner, f"{place}/{name}")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package for a house with everything set."""
    write_package(FULL, MODEL.parent, tmp_path / "package")
    return tmp_path / "package"


def test_the_folder_is_what_the_tool_looks_for(package: Path) -> None:
    assert {str(file.relative_to(package)) for file in package.rglob("*") if file.is_file()} == {
        "ask-resources.json",
        "skill-package/skill.json",
        "skill-package/interactionModels/custom/en-US.json",
        "skill-package/assets/images/small.png",
        "skill-package/assets/images/large.png",
    }
    resources = json.loads((package / "ask-resources.json").read_text())
    assert resources["askcliResourcesVersion"] == "2020-03-31"
    assert (package / resources["profiles"]["default"]["skillMetadata"]["src"]).is_dir()


def test_amazons_classes_know_every_field_of_the_manifest_and_of_the_model(package: Path) -> None:
    manifest = json.loads((package / "skill-package/skill.json").read_text())
    model = json.loads((package / "skill-package/interactionModels/custom/en-US.json").read_text())
    assert written_again(manifest, SkillManifestEnvelope) == manifest
    assert written_again(model, InteractionModelData) == model
    assert model == json.loads(MODEL.read_text())


MANIFEST = build_manifest(FULL, TEMPLATE)
# Maps by region or locale take any name; what stands below them does not.
PLACES = [place for place, _ in objects(MANIFEST) if place.rpartition("/")[2] not in ("regions", "locales")]


@pytest.mark.parametrize("place", PLACES)
def test_a_planted_field_is_seen_wherever_it_stands(place: str) -> None:
    planted = copy.deepcopy(MANIFEST)
    dict(objects(planted))[place]["planted"] = "mara"
    assert written_again(planted, SkillManifestEnvelope) != planted


def test_every_permission_and_event_is_one_that_amazon_names() -> None:
    manifest = MANIFEST["manifest"]
    permissions = {one["name"] for one in manifest["permissions"]}
    events = {one["eventName"] for one in manifest["events"]["subscriptions"]}
    assert permissions <= {one.value for one in PermissionName}
    assert events <= {one.value for one in EventNameType}
    assert "alexa::alerts:reminders:skill:readwrite" in permissions
    assert {"SKILL_ENABLED", "SKILL_DISABLED", "SKILL_PERMISSION_ACCEPTED", "SKILL_PERMISSION_CHANGED"} < events
    assert {"SKILL_PROACTIVE_SUBSCRIPTION_CHANGED", "REMINDER_STARTED", "REMINDER_DELETED"} < events


@pytest.mark.parametrize("endpoint", [HOUSE, f"{HOUSE}/", f"{HOUSE}/alexa", f"{HOUSE}:443/alexa/"])
@pytest.mark.parametrize("secret", [None, SECRET])
def test_the_endpoint_stands_everywhere_with_the_secret_path(endpoint: str, secret: str | None) -> None:
    manifest = build_manifest(PackageTarget(endpoint, "Wildcard", secret=secret), TEMPLATE)["manifest"]
    port = ":443" if ":443" in endpoint else ""
    uri = f"{HOUSE}{port}/alexa" + (f"/{secret}" if secret else "")
    wanted = {"uri": uri, "sslCertificateType": "Wildcard"}
    for place in (manifest["apis"]["custom"], manifest["events"]):
        assert place["endpoint"] == wanted
        assert place["regions"] == {region: {"endpoint": wanted} for region in ("NA", "EU", "FE")}


def test_nothing_is_said_of_texts_that_were_not_named() -> None:
    assert "locales" not in build_manifest(PackageTarget(HOUSE), TEMPLATE)["manifest"]["privacyAndCompliance"]
    assert MANIFEST["manifest"]["privacyAndCompliance"]["locales"] == {
        "en-US": {"privacyPolicyUrl": FULL.privacy, "termsOfUseUrl": FULL.terms}
    }


def test_the_flags_say_what_is_true() -> None:
    flags = TEMPLATE["manifest"]["privacyAndCompliance"]
    # Names and words are personal; `usesHealthInfo` would declare a covered entity (rules.md X22).
    assert flags["usesPersonalInfo"] is True
    assert not any(flags[name] for name in ("usesHealthInfo", "allowsPurchases", "containsAds", "isChildDirected"))


def public() -> dict[str, Any]:
    """Return what a store page would show."""
    page: dict[str, Any] = TEMPLATE["manifest"]["publishingInformation"]["locales"]["en-US"]
    return page


def test_a_store_page_tells_no_visitor_what_it_is_about() -> None:
    page = public()
    disclaimers = "It is not therapy,"
    shown = [page["name"], page["summary"], *page["keywords"], *page["examplePhrases"]]
    assert disclaimers in page["description"]
    assert [
        word for text in (*shown, page["description"].replace(disclaimers, "")) for word in ALOUD.findall(text)
    ] == []
    assert ALOUD.findall("for a couple after an affair") == ["couple", "affair"]  # planted
    assert "not a substitute for professional advice" in page["description"]
    assert "voice history" in page["description"]
    assert "local emergency number" in page["description"]


def test_example_phrases_and_those_for_whoever_tests_are_heard() -> None:
    ear = IntentMatcher.load(MODEL)
    phrases = public()["examplePhrases"]
    assert phrases[0] == "Alexa, open steady ground"
    assert len(phrases) == 3
    quoted = re.findall(r'"([^"]+)"', TEMPLATE["manifest"]["publishingInformation"]["testingInstructions"])
    said = [one.rstrip(".") for one in quoted if one != "Your evening minute."]
    assert len(said) > 8
    heard = {one: ear.hear(one, elicit=None, today=TODAY) for one in (*phrases, *said)}
    assert [one for one, found in heard.items() if found.intent == FALLBACK or found.stage == "near"] == []
    assert ear.hear("sing me something planted", elicit=None, today=TODAY).intent == FALLBACK


@pytest.mark.parametrize(("name", "size"), [("small", 108), ("large", 512)])
def test_the_icons_are_as_large_as_amazon_wants_them(package: Path, name: str, size: int) -> None:
    image = (package / f"skill-package/assets/images/{name}.png").read_bytes()
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", image[16:24]) == (size, size)
    assert public()[f"{name}IconUri"] == f"file://assets/images/{name}.png"


WRONG = {
    "http://skill.example.org": "https://",
    "skill.example.org": "https://",
    "https://skill.example.org:8443": "443",
    "https://mara@skill.example.org": "user",
    "https://kitchen": "host",
    "https://skill.example.org/other": "/alexa",
    "https://skill.example.org/alexa?a=b": "after its path",
    "https://[skill]": "no address",
    "https://skill.example.org:port": "no address",
}


@pytest.mark.parametrize("endpoint", WRONG)
def test_a_wrong_endpoint_is_named_and_nothing_is_written(tmp_path: Path, endpoint: str) -> None:
    with pytest.raises(StartError, match=r"--endpoint ") as fault:
        write_package(PackageTarget(endpoint), MODEL.parent, tmp_path / "out")
    assert WRONG[endpoint] in str(fault.value)
    assert not (tmp_path / "out").exists()


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(StartError) as fault:
        write_package(PackageTarget("http://kitchen:1", "Odd", "ftp://a", "b"), MODEL.parent, tmp_path)
    assert all(f"--{name}" in str(fault.value) for name in ("endpoint", "certificate", "privacy", "terms", "out"))
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
