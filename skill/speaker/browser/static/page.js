"use strict";
// The speaker's page: sends what is said, shows what is heard, breathes in time. It stores nothing in the browser.

const ELSEWHERE = "https://www.weather.gov/";
const ESCAPES = 3;
const ESCAPES_WITHIN = 5000; // milliseconds
const LINES_AT_MOST = 60;
const SMALL = 0.3; // the empty circle, where 1 is the full one
const FAINT = 0.15; // the same for those who asked for less motion: it brightens instead of growing
const MARKS_AT_MOST = 28; // of one kind; the sentence beside them has the number, and more would be a wall
const PUT_AWAY_AFTER = 300000; // milliseconds
const TONES = { in: 220, hold: 196, out: 165 }; // hertz
const LOST = "That did not reach me. Please try once more.";
const QUIET = "Quiet. Say something whenever you like.";

const at = (id) => document.getElementById(id);
const log = at("log");
const words = at("words");
const pin = at("pin");
const state = at("state");

let playing = null; // the breathing that goes on, or null
let escapes = []; // when Escape was pressed, milliseconds
let asked = 0; // how many things were said; an answer that comes after a later word is not played
let isLeaving = false;
let sound = null;
let putAwayTimer = 0;

// What is shown

function line(text, kind) {
  const one = document.createElement("p");
  one.className = kind;
  one.textContent = text;
  log.append(one);
  while (log.childElementCount > LINES_AT_MOST) log.firstElementChild.remove();
  log.scrollTop = log.scrollHeight;
}

function show(answer) {
  if (answer.note) line(answer.note, "note");
  if (answer.text === undefined) return;
  hush();
  putAway();
  state.textContent = answer.open ? "Listening." : QUIET;
  if (answer.cues.length) breathe(answer.cues);
  else if (answer.text) {
    line(answer.text, "heard");
    speak(answer.text);
  }
  if (answer.pictures.length) showPicture(answer.pictures, answer.text);
}

// The quiet picture of weeks: each kind of fact has marks of its own shape, beside the voice's sentence about it.

function showPicture(pictures, said) {
  const spans = pictures.map((picture) => {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = picture.span;
    one.addEventListener("click", () => choose(pictures.indexOf(picture)));
    return one;
  });
  const choose = (chosen) => {
    spans.forEach((one, index) => one.setAttribute("aria-pressed", String(index === chosen)));
    at("span").textContent = pictures[chosen].heading;
    at("marks").replaceChildren(...pictures[chosen].rows.map(marked));
    clearTimeout(putAwayTimer);
    putAwayTimer = setTimeout(putAway, PUT_AWAY_AFTER);
  };
  at("spans").replaceChildren(...spans);
  at("spans").hidden = spans.length < 2;
  // The span that the voice spoke of comes first; its heading is the voice's own sentence.
  choose(Math.max(0, pictures.findIndex((picture) => said.includes(picture.heading))));
  at("picture").hidden = false;
}

function marked(row) {
  const one = document.createElement("li");
  const marks = document.createElement("span");
  marks.className = "marks";
  marks.setAttribute("aria-hidden", "true");
  for (let number = 0; number < Math.min(row.number, MARKS_AT_MOST); number += 1) {
    const mark = document.createElement("i");
    mark.className = row.kind;
    marks.append(mark);
  }
  const words = document.createElement("span");
  words.textContent = row.words;
  one.append(marks, words);
  return one;
}

function putAway() {
  clearTimeout(putAwayTimer);
  if (at("picture").contains(document.activeElement)) words.focus();
  at("picture").hidden = true;
  for (const part of ["span", "marks", "spans"]) at(part).replaceChildren();
}

at("away").addEventListener("click", putAway);

// What is said

async function send(path, body) {
  const mine = asked;
  const heard = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  })
    .then((answer) => (answer.ok ? answer.json() : { note: LOST }))
    .catch(() => ({ note: LOST }));
  if (isLeaving) return;
  if (mine !== asked) Object.assign(heard, { cues: [], pictures: [] });
  show(heard);
}

function say(text, shown = text) {
  hush();
  putAway();
  line(shown, "you");
  asked += 1;
  send("/say", { words: text });
}

at("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = words.value.trim();
  words.value = "";
  if (text) say(text);
});

at("prove").addEventListener("submit", (event) => {
  event.preventDefault();
  // It is never shown, not even as what was said.
  const given = pin.value.trim();
  pin.value = "";
  if (given) send("/pin", { pin: given });
});

for (const chip of document.querySelectorAll("button[data-say]"))
  chip.addEventListener("click", () => say(chip.dataset.say, chip.textContent));

for (const chip of document.querySelectorAll("button[data-room]"))
  chip.addEventListener("click", () => {
    putAway();
    send("/room", { room: chip.dataset.room });
  });

for (const chip of document.querySelectorAll("button[data-begin]"))
  chip.addEventListener("click", () => {
    words.value = chip.dataset.begin;
    words.focus();
    words.setSelectionRange(words.value.length, words.value.length);
  });

// Breathing: every cue is due at the beginning plus its own second, so that late wake-ups do not add up.

function breathe(cues) {
  const last = cues[cues.length - 1];
  const began = performance.now();
  const total = (last.at + last.length) * 1000;
  playing = { cues, began, next: 0, timer: 0, circle: null, tones: null };
  const frames = keyframes(cues, total / 1000);
  if (frames) {
    playing.circle = at("circle").animate(frames, { duration: total, fill: "both" });
    playing.circle.startTime = began;
    at("breath").hidden = false;
  }
  if (isOn("tones")) playTones();
  step();
}

function step() {
  const { cues, began } = playing;
  const now = performance.now();
  while (playing.next < cues.length && began + cues[playing.next].at * 1000 <= now) begin(playing.next++);
  const last = cues[cues.length - 1];
  const due = playing.next < cues.length ? cues[playing.next].at : last.at + last.length;
  if (playing.next === cues.length && began + due * 1000 <= now) return hush();
  playing.timer = setTimeout(step, Math.max(1, began + due * 1000 - now));
}

function begin(index) {
  const cue = playing.cues[index];
  const before = playing.cues[index - 1];
  at("breath").dataset.cue = index;
  if (cue.phase === "speech" || cue.phase === "rest") {
    at("word").textContent = "";
    if (cue.text) line(cue.text, "heard");
  } else if (cue.text || !before || before.phase !== cue.phase) at("word").textContent = cue.text;
  if (cue.text) speak(cue.text);
}

function keyframes(cues, total) {
  // One point for each place where the breath turns; a cue's word and its silence belong together.
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const frame = (second, fill) =>
    isCalm
      ? { offset: Math.min(1, second / total), opacity: FAINT + (1 - FAINT) * fill }
      : { offset: Math.min(1, second / total), transform: `scale(${SMALL + (1 - SMALL) * fill})` };
  if (!cues.some((cue) => cue.phase === "in")) return null;
  const frames = [frame(0, 0)];
  let fill = 0;
  cues.forEach((cue, index) => {
    if (cue.phase !== "in" && cue.phase !== "hold" && cue.phase !== "out") return;
    const next = cues[index + 1];
    if (index === 0 || cues[index - 1].phase !== cue.phase) frames.push(frame(cue.at, fill));
    if (next && next.phase === cue.phase) return;
    fill = cue.phase === "in" ? 1 : cue.phase === "out" ? 0 : fill;
    // The next cue's own second, since a sum may lie a hair before or after it, and a frame must not come early.
    frames.push(frame(next ? next.at : cue.at + cue.length, fill));
  });
  return frames;
}

function hush() {
  if ("speechSynthesis" in window) speechSynthesis.cancel();
  if (!playing) return;
  clearTimeout(playing.timer);
  if (playing.circle) playing.circle.cancel();
  if (playing.tones) playing.tones.disconnect();
  playing = null;
  at("word").textContent = "";
  at("breath").hidden = true;
  delete at("breath").dataset.cue;
}

// Sound: off until somebody switches it on, and off again after every visit.

function isOn(id) {
  return at(id).getAttribute("aria-checked") === "true";
}

function localVoice() {
  // A voice that is not of this machine would carry every word to somebody else's.
  const here = "speechSynthesis" in window ? speechSynthesis.getVoices().filter((one) => one.localService) : [];
  return here.find((one) => one.lang.startsWith("en") && one.default) || here.find((one) => one.lang.startsWith("en"));
}

function speak(text) {
  const voice = isOn("voice") && localVoice();
  if (!voice) return;
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice;
  said.lang = voice.lang;
  // In a breathing a word that comes late would be out of step: the one before it gives way.
  if (playing) speechSynthesis.cancel();
  speechSynthesis.speak(said);
}

function playTones() {
  sound = sound || new AudioContext();
  sound.resume();
  const tones = sound.createGain();
  tones.connect(sound.destination);
  const lag = sound.currentTime - (performance.now() - playing.began) / 1000;
  playing.cues.forEach((cue, index) => {
    const turns = index === 0 || playing.cues[index - 1].phase !== cue.phase;
    if (!turns || !TONES[cue.phase] || lag + cue.at < sound.currentTime) return;
    tone(tones, TONES[cue.phase], lag + cue.at);
  });
  playing.tones = tones;
}

function tone(into, hertz, when) {
  const source = sound.createOscillator();
  const loudness = sound.createGain();
  source.frequency.value = hertz;
  loudness.gain.setValueAtTime(0, when);
  loudness.gain.linearRampToValueAtTime(0.08, when + 0.15);
  loudness.gain.linearRampToValueAtTime(0, when + 1.2);
  source.connect(loudness).connect(into);
  source.start(when);
  source.stop(when + 1.3);
}

function turn(id) {
  at(id).setAttribute("aria-checked", String(!isOn(id)));
}

at("voice").addEventListener("click", () => {
  turn("voice");
  if (!isOn("voice") && "speechSynthesis" in window) speechSynthesis.cancel();
});

at("tones").addEventListener("click", () => {
  turn("tones");
  if (!playing) return;
  if (playing.tones) playing.tones.disconnect();
  playing.tones = null;
  if (isOn("tones")) playTones();
});

function noticeVoices() {
  const has = Boolean(localVoice());
  at("voice").disabled = !has;
  at("voice").textContent = has ? "Read aloud" : "Read aloud: this browser has no voice of its own";
}

noticeVoices();
if ("speechSynthesis" in window) speechSynthesis.addEventListener("voiceschanged", noticeVoices);

// What comes unasked

const events = new EventSource("/events");
events.addEventListener("open", () => (state.textContent = QUIET));
events.addEventListener("error", () => (state.textContent = "The speaker is off."));
events.addEventListener("due", (event) => show(JSON.parse(event.data)));
events.addEventListener("again", (event) => {
  // It goes on by itself where nothing was said for a while; whoever is writing is about to say something.
  if (!words.value && !pin.value) show(JSON.parse(event.data));
});
events.addEventListener("rest", () => {
  putAway();
  state.textContent = QUIET;
});
events.addEventListener("left", () => {
  // Somebody left by another tab: what this one shows must not stay behind.
  hush();
  putAway();
  log.replaceChildren();
  words.value = pin.value = "";
  state.textContent = QUIET;
});

// Leaving

function wipe() {
  isLeaving = true;
  hush();
  putAway();
  log.replaceChildren();
  words.value = pin.value = "";
  events.close();
}

function exit() {
  wipe();
  document.body.replaceChildren();
  fetch("/leave", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}", keepalive: true }).catch(
    () => {},
  );
  location.replace(ELSEWHERE);
}

at("exit").addEventListener("click", (event) => {
  event.preventDefault();
  exit();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  const now = performance.now();
  escapes = [...escapes.filter((one) => now - one < ESCAPES_WITHIN), now];
  if (escapes.length >= ESCAPES) exit();
});

// A browser may keep a page that was left and show it again with "back": it keeps an empty one, and starts anew.
addEventListener("pagehide", wipe);
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
