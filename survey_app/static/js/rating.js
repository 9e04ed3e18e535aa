/* The question kind "rating": steps 1 to k with labels, lowest first. */

import { radioGroup } from "./question.js";

/** Return the fieldset of a rating question. */
export function rating(question) {
  const steps = question.labels.map((label, index) => ({
    value: String(index + 1),
    fill: (element) => {
      element.querySelector(".number").textContent = String(index + 1);
      element.querySelector(".label").textContent = label;
    },
  }));
  return radioGroup(question, steps);
}
