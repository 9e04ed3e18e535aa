/* The page before a section: what comes, or a break. */

import { show } from "./stage.js";
import { copyOf, text } from "./texts.js";

/** Show a section's beginning; resolves with the click that goes on. */
export function introduce(section) {
  const view = copyOf("view-section");
  const isBreak = !section.is_practice && section.number > 1;
  write(view, ".eyebrow", section.is_practice || section.n_sections === 1 ? "" : text("part_of", section));
  write(view, "h1", section.is_practice ? text("practice_title") : section.title);
  write(view, ".n-sounds", text("n_sounds", { n: section.n_trials }));
  write(view, ".text", section.text ?? (section.is_practice ? text("practice_text") : isBreak ? text("break_text") : ""));
  const button = view.querySelector("button");
  button.textContent = text(isBreak ? "go_on" : "begin");
  show(view, button);
  return new Promise((done) => button.addEventListener("click", done, { once: true }));
}

function write(view, selector, words) {
  const element = view.querySelector(selector);
  if (words) element.textContent = words;
  else element.remove();
}
