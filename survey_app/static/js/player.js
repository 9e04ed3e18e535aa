/* Plays one sound and keeps the facts about listening: what was heard, by the audio clock.

Web Audio, because its clock says what was played; `onended` also fires when a sound is stopped and proves nothing.
Browsers let a page sound only after a click: the context is made or woken inside the click on Play (or on whatever
button comes before it). */

import { inFull, merged } from "./heard.js";
import { preload, SoundFailed, soundAt } from "./sounds.js";
import { text } from "./texts.js";

const LEAD_S = 0.03; // start a little ahead of now, so that the first samples are not lost
const TICK_MS = 50;
const WAKING_MS = 3000; // a context that does not run by then needs another click

let context = null;

/** Make or wake the audio context; call it inside a click. */
export function unlock() {
  if (navigator.audioSession) navigator.audioSession.type = "playback"; // iOS: sound in spite of the silent switch
  context ??= new AudioContext();
  if (context.state !== "running") context.resume().catch(() => {});
  return context;
}

async function running() {
  const deadline = performance.now() + WAKING_MS;
  while (context.state !== "running" && performance.now() < deadline) await new Promise((done) => setTimeout(done, 20));
  if (context.state !== "running") throw new SoundFailed("start", "");
}

/** The player in `root` (templates/player.html). Fires "started", "heard" (in full, once per sound), "ended", and
"failing" from the second failure in a row on. */
export class Player extends EventTarget {
  constructor(root) {
    super();
    this.root = root;
    this.button = root.querySelector("button");
    this.label = root.querySelector(".play-label");
    this.bar = root.querySelector("progress");
    this.status = root.querySelector(".player-status");
    this.button.addEventListener("click", () => this.toggle());
    this.onVisibility = () => this.noteVisibility();
    document.addEventListener("visibilitychange", this.onVisibility);
    this.onSounding = () => this.stop(); // an example of a class begins to sound
    document.addEventListener("sounding", this.onSounding);
  }

  /** Take a sound: {url, duration_s, heard_s}, and what an earlier visit to this trial left, {heard, n_plays}.
  Without a duration, that of the file counts. */
  show({ url, duration_s, heard_s = 0 }, before = {}) {
    this.url = url;
    this.duration = duration_s;
    // Every play begins at the beginning, so seconds heard are the seconds from the beginning.
    this.intervals = merged([...(before.heard ?? []), ...(heard_s > 0 ? [[0, heard_s]] : [])]);
    this.nPlays = before.n_plays ?? 0;
    this.startDelay = null;
    this.hidden = { total: 0, since: document.hidden ? performance.now() : null };
    this.nFailed = 0;
    this.source = null;
    preload(url).catch(() => {});
    if (this.done) this.draw("ready", this.nPlays ? "play_again" : "play", "heard");
    else this.draw("ready", "play");
  }

  get done() {
    return this.duration !== undefined && inFull(this.intervals, this.duration);
  }

  /** The facts about listening that go with an answer. */
  get facts() {
    const hiddenNow = this.hidden.since === null ? 0 : performance.now() - this.hidden.since;
    return {
      n_plays: this.nPlays,
      heard: merged(this.source ? [...this.intervals, [0, this.position]] : this.intervals),
      start_delay_s: this.startDelay,
      context_rate_hz: context ? context.sampleRate : null,
      hidden_s: (this.hidden.total + hiddenNow) / 1000,
    };
  }

  toggle() {
    if (this.source) this.stop();
    else if (this.root.dataset.state !== "loading") this.play();
  }

  /** Play from the beginning. The click is not lost when the sound has still to be fetched. */
  async play() {
    const url = this.url;
    const pressed = performance.now();
    this.draw("loading", "loading");
    try {
      unlock();
      const sound = await soundAt(url, context);
      await running();
      if (url !== this.url) return; // the page went on meanwhile
      this.start(sound, pressed);
    } catch (failure) {
      if (url === this.url) this.fail(failure);
    }
  }

  start(sound, pressed) {
    document.dispatchEvent(new Event("sounding")); // an example falls silent
    this.source = new AudioBufferSourceNode(context, { buffer: sound });
    this.source.connect(context.destination);
    this.startedAt = context.currentTime + LEAD_S;
    this.source.start(this.startedAt);
    this.length = sound.duration;
    this.duration ??= sound.duration;
    this.nPlays += 1;
    this.nFailed = 0;
    this.startDelay ??= (performance.now() - pressed) / 1000 + LEAD_S;
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.draw("playing", "stop"); // no words: a screen reader would speak over the sound
    this.dispatchEvent(new Event("started"));
  }

  /** Seconds of the sound played so far; the audio clock stands still while the device is silent. */
  get position() {
    return Math.min(Math.max(context.currentTime - this.startedAt, 0), this.length);
  }

  tick() {
    this.bar.value = this.position / this.length;
    if (this.position >= this.length) this.stop();
  }

  /** Stop, and note what was heard. */
  stop() {
    if (!this.source) return;
    clearInterval(this.timer);
    const before = this.done;
    this.intervals = merged([...this.intervals, [0, this.position]]);
    this.source.stop();
    this.source.disconnect();
    this.source = null;
    this.draw("ready", "play_again", this.done ? "heard" : "not_in_full");
    this.dispatchEvent(new Event("ended"));
    if (this.done && !before) this.dispatchEvent(new Event("heard"));
  }

  fail(failure) {
    this.nFailed += 1;
    const known = { load: "cannot_load", decode: "cannot_decode" }[failure.reason] ?? "cannot_start";
    this.draw("failed", "try_again");
    this.status.textContent = text(known, { file: failure.file });
    if (this.nFailed > 1) {
      this.status.textContent += ` ${text("keeps_failing")}`;
      this.dispatchEvent(new Event("failing"));
    }
  }

  /** Forget the page; what plays stops. */
  close() {
    this.stop();
    this.url = null;
    document.removeEventListener("visibilitychange", this.onVisibility);
    document.removeEventListener("sounding", this.onSounding);
  }

  noteVisibility() {
    if (!this.hidden) return;
    if (document.hidden) this.hidden.since ??= performance.now();
    else if (this.hidden.since !== null) {
      this.hidden.total += performance.now() - this.hidden.since;
      this.hidden.since = null;
    }
  }

  /** Show the text `name` beside the button, with attention when it answers a tap that did nothing. */
  say(name, attention = false) {
    this.status.textContent = name ? text(name) : "";
    this.status.classList.remove("attention");
    if (attention) requestAnimationFrame(() => this.status.classList.add("attention"));
  }

  draw(state, label, status = null) {
    this.root.dataset.state = state;
    this.label.textContent = text(label);
    this.say(status);
    if (state !== "playing") this.bar.value = this.done ? 1 : 0;
  }
}
