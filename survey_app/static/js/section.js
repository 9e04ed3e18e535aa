/* The page before a section: what comes, what its classes are called and sound like, or a break. */

import { fillRow, makeSearchable } from "./classes.js";
import { drawWay, show } from "./stage.js";
import { copyOf, text } from "./texts.js";

/** Show a section's beginning; resolves with the click that goes on. */
export function introduce({ section, ...step }) {
  const view = copyOf("view-section");
  const isBreak = !section.is_practice && section.number > 1;
  drawWay(view, step);
  write(view, ".eyebrow", section.is_practice || section.n_sections === 1 ? "" : text("part_of", section));
  write(view, "h1", section.is_practice ? text("practice_title") : section.title);
  write(view, ".n-sounds", text("n_sounds", { n: section.n_trials }));
  write(view, ".text", section.text ?? (section.is_practice ? text("practice_text") : isBreak ? text("break_text") : ""));
  explain(view.querySelector(".glossary"), section.classes);
  const button = view.querySelector(".go");
  button.textContent = text(isBreak ? "go_on" : "begin");
  show(view, button);
  return new Promise((done) => button.addEventListener("click", done, { once: true }));
}

function explain(glossary, classes) {
  glossary.hidden = !classes.length;
  const rows = classes.map((one) => fillRow(copyOf("class-row"), one));
  glossary.querySelector(".options").append(...rows);
  makeSearchable(glossary, rows);
}

function write(view, selector, words) {
  const element = view.querySelector(selector);
  if (words) element.textContent = words;
  else element.remove();
}
