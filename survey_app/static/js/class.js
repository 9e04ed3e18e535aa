/* The question kind "class": one class out of several; more than a handful can be searched. */

import { radioGroup } from "./question.js";

const N_AT_A_GLANCE = 8; // more than these are a list with a search field: long walls of buttons lose people
const CANNOT_TELL = "cannot tell"; // the value that is stored, in every language

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Return the fieldset of a class question. */
export function classQuestion(question) {
  const options = question.options.map(({ value, label, definition }) => ({
    value,
    fill: (element) => fill(element, label, definition),
  }));
  if (question.cannot_tell) {
    options.push({ value: CANNOT_TELL, fill: (element) => fill(element, question.cannot_tell, "").classList.add("cannot-tell") });
  }
  const element = radioGroup(question, options);
  if (question.options.length > N_AT_A_GLANCE) makeSearchable(element);
  return element;
}

function fill(element, label, definition) {
  element.querySelector(".label").textContent = label;
  if (definition) element.querySelector(".definition").textContent = definition;
  else element.querySelector(".definition").remove();
  return element;
}

function makeSearchable(element) {
  const search = element.querySelector(".search");
  const labels = [...element.querySelectorAll("label:not(.cannot-tell)")];
  const nothing = element.querySelector(".nothing-found");
  element.classList.add("long");
  search.hidden = false;
  search.addEventListener("input", () => {
    const wanted = plain(search.value.trim());
    for (const label of labels) {
      const isChosen = label.querySelector("input").checked; // what is chosen stays in sight
      label.hidden = !isChosen && !plain(label.textContent).includes(wanted);
    }
    nothing.hidden = labels.some((label) => !label.hidden);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // Enter searches; it does not go on to the next sound
  });
}
