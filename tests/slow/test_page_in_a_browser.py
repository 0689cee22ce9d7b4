"""The speaker's page in a real Chromium: an evening with keyboard and taps, breath in step, and leaving at once."""

import itertools
import os
import queue
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from slow.year.four_weeks import live_four_weeks
from support.browser_page import HALF_PAST_EIGHT, Later, served
from support.local_speaker import LocalSpeakerApp

from skill.speaker.browser.routes import PIN_RIGHT, PIN_WRONG
from skill.storage.local_pin import Pins

playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright, and apt-get install chromium")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ALONE = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
"""A test browser asks nobody but the page."""
SCREENSHOTS = Path(kept) if (kept := os.environ.get("SCREENSHOTS")) else None
"""A folder for pictures that somebody wants to look at."""
WEATHER = "https://www.weather.gov/"
NOTE_CUES = """() => {
  window.noted = [];
  new MutationObserver(() => {
    const cue = document.getElementById("breath").dataset.cue;
    if (cue !== undefined) window.noted.push([Number(cue), performance.now()]);
  }).observe(document.getElementById("breath"), { attributes: true, attributeFilter: ["data-cue"] });
}"""
"""Notes when the page begins each cue, by the page's own steady clock."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is found: apt-get install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all of them; each test has a window of its own in it."""
    with playwright.sync_playwright() as started:
        # Chromium's own sandbox does not start for root, which is who runs continuous integration.
        flags = [*ALONE, "--no-sandbox"] if os.geteuid() == 0 else list(ALONE)
        opened = started.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


@pytest.fixture
def later() -> Later:
    """What is put into it is the instant that the house's clock shows from the next look on."""
    return queue.SimpleQueue()


@pytest.fixture
def address(app: LocalSpeakerApp, later: Later) -> Iterator[str]:
    """Where the page of Mara's house is."""
    app.move_in("Mara")
    with served(app, later) as at:
        yield at


@contextmanager
def window(browser: Any, address: str, **kind: Any) -> Iterator[Any]:
    """Open the page in a window of its own; whatever Chromium complains about fails the test."""
    context = browser.new_context(**kind)
    context.route(f"{WEATHER}**", lambda route: route.fulfill(body="Fair.", content_type="text/html"))
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(address)
    page.get_by_text("Quiet. Say something whenever you like.").wait_for()
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """Mara's window."""
    with window(browser, address) as opened:
        yield opened


def heard(page: Any, words: str) -> None:
    """Wait until the log shows these words as said by the speaker."""
    page.locator("#log .heard", has_text=words).last.wait_for()


def say(page: Any, words: str) -> None:
    page.get_by_label("What would you like to say?").fill(words)
    page.keyboard.press("Enter")


def test_mara_has_an_evening_by_typing_and_tapping(page: Any, app: LocalSpeakerApp) -> None:
    page.get_by_role("button", name="Begin").click()
    heard(page, "How are you doing right now?")
    page.get_by_role("button", name="I feel …").click()
    page.keyboard.type("hurt")
    page.keyboard.press("Enter")
    heard(page, "Did I get that right?")
    assert page.locator("#state").inner_text() == "Listening."
    page.get_by_role("button", name="Yes").click()
    heard(page, "Would you like a question to sit with, or would you rather rest?")
    say(page, "rest")
    page.get_by_text("Quiet. Say something whenever you like.").wait_for()
    say(page, "I promise to call my sister by nine tomorrow morning")
    heard(page, "Is that right?")
    say(page, "yes")
    heard(page, "I'll ask you about it afterward.")
    page.get_by_role("button", name="What is coming up").click()
    heard(page, "Your evening minute")
    assert len(app.commitments()) == len(app.words_of_checkins()) == 1


def test_the_evening_minute_comes_by_itself_and_a_tap_says_who_is_there(
    page: Any, app: LocalSpeakerApp, later: Later
) -> None:
    later.put(app.clock.now() + HALF_PAST_EIGHT)
    heard(page, "Your evening minute.")
    heard(page, "Just you, or is someone there?")
    page.get_by_role("button", name="I am alone").click()
    heard(page, "Another one, keep it, or good night?")
    assert page.title() == "An evening minute"


def test_what_she_says_is_shown_as_text_and_never_as_markup(page: Any) -> None:
    say(page, "<b id=bold>hurt</b> & <img src=x onerror=alert(1)>")
    page.locator("#log .you", has_text="<b id=bold>hurt</b>").wait_for()
    assert page.locator("#bold, #log img").count() == 0


def test_each_cue_of_five_minutes_begins_in_its_turn_and_the_circle_follows_the_same_plan(
    browser: Any, address: str
) -> None:
    with window(browser, address) as page:
        page.clock.install()
        page.evaluate(NOTE_CUES)
        with page.expect_response("**/say") as answer:
            say(page, "five minutes of longer out")
        planned = answer.value.json()["cues"]
        page.locator("#breath[data-cue]").wait_for(state="attached")
        lasts = planned[-1]["at"] + planned[-1]["length"]
        plan = page.evaluate("document.getElementById('circle').getAnimations()[0].effect.getKeyframes()")
        pairs = itertools.pairwise(planned)
        turns = [
            one["at"] for before, one in pairs if one["phase"] != before["phase"] and one["phase"] in ("in", "out")
        ]
        assert [one for one in plan if one["transform"] == "scale(1)"]
        for at in turns:
            assert min(abs(one["offset"] * lasts - at) for one in plan) < 0.01
        for _ in range(3400):
            page.clock.run_for(100)
        noted = dict(page.evaluate("window.noted"))
        assert sorted(noted) == list(range(len(planned)))
        errors = [(noted[number] - noted[0]) / 1000 - one["at"] for number, one in enumerate(planned)]
        assert max(map(abs, errors)) <= 0.2
        assert page.locator("#breath").is_hidden()


def test_a_pin_is_given_by_the_keyboard_and_shown_nowhere(page: Any, app: LocalSpeakerApp) -> None:
    Pins(app.application.database).set(app.application.account(""), "4711-canary")
    field = page.get_by_label("Your PIN, for what only you should hear")
    for given, told in (("1111-wrong", PIN_WRONG), ("4711-canary", PIN_RIGHT)):
        field.focus()
        page.keyboard.type(given)
        assert field.evaluate("(it) => [it.type, it === document.activeElement]") == ["password", True]
        page.keyboard.press("Enter")
        page.locator("#log .note", has_text=told).wait_for()
        assert field.input_value() == ""
        assert given not in page.content()
    kept = "Promise.all([localStorage.length, sessionStorage.length, indexedDB.databases(), caches.keys()])"
    assert page.evaluate(kept) == [0, 0, [], []]
    say(page, "read my last words back")
    page.locator("#log .heard").last.wait_for()
    assert "canary" not in page.locator("#log").inner_text()


def test_the_pin_field_comes_after_who_is_there_and_goes_with_the_page(page: Any) -> None:
    page.get_by_role("button", name="In company").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "pin"
    page.keyboard.type("4711-canary")
    with page.expect_request("**/leave"):
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(WEATHER)
    page.go_back()
    assert page.evaluate("document.getElementById('pin')?.value ?? ''") == ""


def test_stop_ends_a_breath_at_once(page: Any) -> None:
    page.get_by_role("button", name="Breathe with me").click()
    page.locator("#breath").wait_for()
    page.get_by_role("button", name="Stop").click()
    heard(page, "Okay.")
    assert page.locator("#breath").is_hidden()
    assert page.evaluate("document.getAnimations().length") == 0


def test_who_asked_for_less_motion_gets_a_circle_that_brightens(browser: Any, address: str) -> None:
    with window(browser, address, reduced_motion="reduce") as page:
        page.get_by_role("button", name="Breathe with me").click()
        page.locator("#breath").wait_for()
        frames = page.evaluate("document.getElementById('circle').getAnimations()[0].effect.getKeyframes()")
        assert all("transform" not in one and "opacity" in one for one in frames)


@pytest.mark.parametrize("way", ["tap", "enter", "escape"])
def test_she_leaves_at_once_and_back_shows_nothing(page: Any, app: LocalSpeakerApp, way: str) -> None:
    say(page, "I feel hurt")
    heard(page, "Did I get that right?")
    page.get_by_label("What would you like to say?").fill("I am so")
    with page.expect_request("**/leave"):
        if way == "tap":
            page.get_by_role("link", name="Exit this page").click()
        elif way == "enter":
            page.get_by_role("link", name="Exit this page").press("Enter")
        else:
            for _ in range(3):
                page.keyboard.press("Escape")
    page.wait_for_url(WEATHER)
    page.go_back()
    assert "hurt" not in page.content()
    assert "I am so" not in page.content()


def test_escape_pressed_twice_stays(page: Any) -> None:
    say(page, "I feel hurt")
    heard(page, "Did I get that right?")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    say(page, "yes")
    heard(page, "Would you like a question to sit with, or would you rather rest?")


def test_who_leaves_by_one_window_leaves_nothing_in_the_other(page: Any, browser: Any, address: str) -> None:
    say(page, "I feel hurt")
    heard(page, "Did I get that right?")
    with window(browser, address) as other, other.expect_request("**/leave"):
        other.get_by_role("link", name="Exit this page").click()
    page.locator("#log:empty").wait_for(state="attached")


def test_nothing_that_was_said_is_kept_in_the_browser(page: Any) -> None:
    say(page, "I feel hurt")
    heard(page, "Did I get that right?")
    kept = "Promise.all([localStorage.length, sessionStorage.length, indexedDB.databases(), caches.keys()])"
    assert page.evaluate(kept) == [0, 0, [], []]
    [cookie] = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
    assert "hurt" not in str(cookie)
    assert "k=" not in page.url
    page.reload()
    page.get_by_text("Quiet. Say something whenever you like.").wait_for()
    assert "hurt" not in page.content()


def test_the_keyboard_alone_is_enough_and_the_way_out_comes_first(page: Any) -> None:
    names = []
    for _ in range(15):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", names[-1]
    assert names[:4] == ["exit", "log", "words", "Say"]
    assert "Stop" in names
    assert "In company" in names


def test_a_voice_is_off_until_asked_for_and_only_one_of_this_machine_is_used(browser: Any, address: str) -> None:
    voices = """
      const voice = (name, localService) => ({ name, localService, lang: "en-US", default: true });
      window.spoken = [];
      window.SpeechSynthesisUtterance = function (text) { this.text = text; };
      Object.defineProperty(window, "speechSynthesis", { value: {
        getVoices: () => [voice("far", false), voice("near", true)], cancel() {}, addEventListener() {},
        speak: (said) => window.spoken.push([said.voice.name, said.text]) } });
    """
    context = browser.new_context()
    context.add_init_script(voices)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(address)
    say(page, "what is coming up")
    heard(page, "Your evening minute")
    assert page.evaluate("window.spoken") == []
    page.get_by_role("switch", name="Read aloud").click()
    say(page, "breathe")
    page.locator("#breath").wait_for()
    assert page.evaluate("window.spoken[0][0]") == "near"
    context.close()


@pytest.fixture
def weeks(app: LocalSpeakerApp, later: Later) -> Iterator[str]:
    """Where the page of Mara's house is after four weeks."""
    live_four_weeks(app)
    with served(app, later) as at:
        yield at


def look_back(page: Any) -> None:
    """Look back on the weeks by tapping, alone."""
    page.get_by_role("button", name="These weeks").click()
    heard(page, "Just you, or is someone there?")
    assert page.locator("#picture").is_hidden()
    page.get_by_role("button", name="I am alone").click()
    page.locator("#picture").wait_for()


def test_the_weeks_are_a_quiet_picture_whose_sentences_a_screen_reader_reads(browser: Any, weeks: str) -> None:
    with window(browser, weeks) as page:
        look_back(page)
        _read_the_weeks(page)


def _read_the_weeks(page: Any) -> None:
    region = page.get_by_role("region", name="Here are your last four weeks. Promises that came due: six.")
    rows = [one.inner_text().strip() for one in region.get_by_role("listitem").all()]
    assert rows[0] == "Four you kept."
    assert "Six heavy days." in rows
    assert page.locator("#marks .kept").count() == 4
    assert page.locator("#marks [aria-hidden=true] i").count() == page.locator("#marks i").count() == 13
    colours = "[...document.querySelectorAll('#marks i')].map((one) => getComputedStyle(one).borderColor)"
    assert len(set(page.evaluate(colours))) == 1, "no kind of fact has a colour of its own"
    region.get_by_role("button", name="Two weeks").press("Enter")
    page.get_by_role("region", name="In the last two weeks, no promise came due.").wait_for()


@pytest.mark.parametrize("way", ["Put this away", "In company", "Yes", "Exit this page"])
def test_the_picture_is_gone_at_once_by_whatever_comes_next(browser: Any, weeks: str, way: str) -> None:
    with window(browser, weeks) as page:
        look_back(page)
        role = "link" if way == "Exit this page" else "button"
        page.get_by_role(role, name=way).click()
        if role == "link":
            page.wait_for_url(WEATHER)
            page.go_back()
        page.locator("#picture").wait_for(state="hidden")
        assert page.locator("#marks li").count() == 0


def test_company_never_sees_the_picture(browser: Any, weeks: str) -> None:
    with window(browser, weeks) as page:
        page.get_by_role("button", name="These weeks").click()
        heard(page, "Just you, or is someone there?")
        page.get_by_role("button", name="In company").click()
        heard(page, "I have nothing to tell you right now.")
        assert page.locator("#marks i").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_can_be_read_on_a_small_screen_by_day_and_by_night(
    browser: Any, weeks: str, scheme: str, tmp_path: Path
) -> None:
    size = {"width": 360, "height": 740}
    with window(browser, weeks, viewport=size, color_scheme=scheme, bypass_csp=True) as page:
        look_back(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.screenshot(path=SCREENSHOTS / f"weeks-{scheme}.png" if SCREENSHOTS else tmp_path / "weeks.png")
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_and_can_be_read_by_day_and_by_night(browser: Any, address: str, width: int, scheme: str) -> None:
    size = {"width": width, "height": 740}
    with window(browser, address, viewport=size, color_scheme=scheme, bypass_csp=True) as page:
        say(page, "I feel hurt " + "x" * 300)
        page.locator("#log .heard").first.wait_for()
        page.get_by_role("button", name="Breathe with me").click()
        page.locator("#breath").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, paper[4:-1].split(","))) > 384) is (scheme == "light")
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
