/* The question kind "rating": steps 1 to k with labels, lowest first. */

import { radioGroup } from "./question.js";

const N_ABREAST = 7; // more steps than these are too narrow for their labels, side by side

/** Return the fieldset of a rating question. */
export function rating(question) {
  const steps = question.labels.map((label, index) => ({
    value: String(index + 1),
    fill: (element) => {
      element.querySelector(".number").textContent = String(index + 1);
      element.querySelector(".label").textContent = label;
    },
  }));
  const element = radioGroup(question, steps);
  element.classList.toggle("tall", steps.length > N_ABREAST);
  return element;
}
