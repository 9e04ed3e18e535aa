/* One trial: the player, its questions, and Next. */

import { drafts } from "./kept.js";
import { Player } from "./player.js";
import { choose, chosen, radios } from "./question.js";
import { questionElement } from "./questions.js";
import { randomId } from "./outbox.js";
import { preload } from "./sounds.js";
import { drawWay, show } from "./stage.js";
import { copyOf, text } from "./texts.js";

/* What was chosen and heard so far outlives a reload; it is sent only with Next. */
const draftOf = (trial) => `trial ${trial}`;

/** A trial as the page shows it, with a remark to the participant; `listened` is called with the facts when the page goes
out of sight, which may be for ever. */
export class Trial {
  constructor(trial, remark, listened) {
    this.trial = trial;
    this.before = drafts.read(draftOf(trial.trial)) ?? {};
    this.times = this.before.times ?? {};
    this.shownAt = performance.now();
    this.form = copyOf("view-trial");
    this.finished = new Promise((done) => (this.finish = done)); // with the answers; null when it could not be heard
    this.describe();
    this.player = new Player(this.form.querySelector(".player"));
    this.player.addEventListener("heard", () => this.open());
    this.player.addEventListener("ended", () => this.remember());
    this.onVisibility = () => document.hidden && this.player.facts.n_plays && listened(trial.trial, this.player.facts);
    document.addEventListener("visibilitychange", this.onVisibility);
    this.skip = this.form.querySelector(".skip");
    this.skip.addEventListener("click", () => this.finish(null));
    this.player.addEventListener("started", () => (this.skip.hidden = true));
    this.player.addEventListener("failing", () => (this.skip.hidden = trial.questions.some(({ answer }) => answer !== null)));
    this.player.show({ ...trial, url: trial.sound_url }, this.before);
    this.questions = trial.questions.map((question) => this.ask(question));
    this.form.addEventListener("change", (event) => this.answered(event.target));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.querySelector(".questions").addEventListener("click", () => this.explain());
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.form.addEventListener("pointerdown", () => (this.byPointer = true));
    this.isOpen = !trial.must_listen || this.player.done;
    this.drawQuestions();
    if (!this.isOpen) this.player.say("listen_first");
    this.form.querySelector(".missing").textContent = remark;
    show(this.form, this.form.querySelector(".play"));
    if (trial.next_sound_url) preload(trial.next_sound_url).catch(() => {});
  }

  describe() {
    const { is_practice, example } = this.trial;
    this.form.querySelector("h1").textContent = text(is_practice ? "practice_of" : "sound_of", this.trial);
    drawWay(this.form, this.trial);
    if (is_practice || example) {
      const line = this.form.querySelector(".example");
      line.textContent = text(example ? `example_${example}` : "practice");
      line.hidden = false;
    }
  }

  ask(question) {
    const element = questionElement(question);
    const value = question.answer ?? this.before.choices?.[question.id];
    if (value) choose(element, value);
    element.dataset.stored = question.answer === null ? "" : "yes"; // the first answer stands
    this.form.querySelector(".questions").append(element);
    return element;
  }

  drawQuestions() {
    for (const element of this.questions) element.disabled = !this.isOpen || element.dataset.stored === "yes";
    this.form.classList.toggle("locked", !this.isOpen);
    this.form.classList.toggle("complete", this.missing === undefined);
  }

  open() {
    this.heardAt ??= performance.now();
    this.isOpen = true;
    this.drawQuestions();
    this.player.say("answer_now");
  }

  /** The first question without an answer. */
  get missing() {
    return this.questions.find((element) => chosen(element) === null);
  }

  answered(target) {
    if (target.type !== "radio") return;
    this.times[target.name] = (performance.now() - (this.heardAt ?? this.shownAt)) / 1000;
    this.form.querySelector(".missing").textContent = "";
    this.drawQuestions();
    this.remember();
    // A finger has chosen; arrow keys may only be on their way past.
    if (this.byPointer) (this.missing ?? this.form.querySelector(".go")).scrollIntoView({ block: "nearest" });
  }

  remember() {
    const choices = Object.fromEntries(this.questions.map((element) => [element.dataset.question, chosen(element)]));
    const { heard, n_plays } = this.player.facts;
    drafts.write(draftOf(this.trial.trial), { choices, times: this.times, heard, n_plays });
  }

  /** Digits answer the question in focus, else the first open one; P and the space bar play. */
  key(event) {
    this.byPointer = false;
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.target.matches?.("input[type=search]")) return;
    const onControl = event.target.matches?.("button, input, a");
    if (event.key.toLowerCase() === "p" || (event.key === " " && !onControl)) {
      event.preventDefault();
      this.player.toggle();
    } else if (/^[1-9]$/.test(event.key)) {
      this.explain();
      this.digit(Number(event.key));
    }
  }

  digit(number) {
    const question = document.activeElement?.closest("fieldset") ?? this.missing;
    const radio = question && radios(question)[number - 1];
    if (!radio || radio.disabled || question.disabled) return;
    radio.checked = true;
    this.answered(radio);
    // On to what is next: the following question that is open, else Next.
    const next = this.missing ? radios(this.missing)[0] : this.form.querySelector(".go");
    next.focus();
  }

  /** Say why the questions are not open yet. */
  explain() {
    if (!this.isOpen) this.player.say("listen_first", true);
  }

  submit(event) {
    event.preventDefault();
    if (!this.isOpen) {
      this.explain();
      this.form.querySelector(".play").focus();
    } else if (this.missing) {
      this.form.querySelector(".missing").textContent = text("answer_all");
      radios(this.missing)[0].focus();
    } else {
      this.player.stop();
      this.finish(this.answers());
      this.form.querySelector(".go").disabled = true; // a double tap sends once
      for (const element of this.questions) element.disabled = true; // what is on its way does not change
    }
  }

  /** The facts, and the answers that the server does not have, one per question, each with an id of its own. */
  answers() {
    const open = this.questions.filter((element) => element.dataset.stored !== "yes");
    const answers = open.map((element) => ({
      uuid: randomId(),
      question: element.dataset.question,
      value: chosen(element),
      response_time_s: this.times[element.dataset.question],
    }));
    return { trial: this.trial.trial, ...this.player.facts, answers };
  }

  close() {
    this.player.close();
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("visibilitychange", this.onVisibility);
  }

  /** The answers are kept elsewhere now. */
  forget() {
    drafts.forget(draftOf(this.trial.trial));
  }
}
