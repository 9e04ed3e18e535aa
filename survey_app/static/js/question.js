/* What question kinds share: a fieldset of radio buttons with nothing chosen beforehand. */

import { copyOf } from "./texts.js";

/** Return the fieldset of a question; each option is {value, fill}, `fill` writes into the option's row. */
export function radioGroup(question, options) {
  const element = copyOf(`question-${question.kind}`);
  element.dataset.question = question.id;
  element.querySelector("legend").textContent = question.prompt;
  const list = element.querySelector(".options");
  for (const option of options) {
    const row = copyOf(`option-${question.kind}`);
    const radio = row.querySelector("input");
    radio.name = question.id;
    radio.value = option.value;
    option.fill(row);
    list.append(row);
  }
  return element;
}

/** Return the chosen value of a question, or null. */
export function chosen(element) {
  return element.querySelector("input[type=radio]:checked")?.value ?? null;
}

/** Choose a value; a value that is no option is left alone. */
export function choose(element, value) {
  for (const radio of radios(element)) if (radio.value === value) radio.checked = true;
}

/** Return the radio buttons that can be seen, in order. */
export function radios(element) {
  return [...element.querySelectorAll("input[type=radio]")].filter((radio) => !radio.closest("[hidden]"));
}
