/* The question kind "class": one class out of several. */

import { fillRow, makeSearchable } from "./classes.js";
import { radioGroup } from "./question.js";

const CANNOT_TELL = "cannot tell"; // the value that is stored, in every language

/** Return the fieldset of a class question. */
export function classQuestion(question) {
  const options = question.options.map((option) => ({ value: option.value, fill: (row) => fillRow(row, option) }));
  if (question.cannot_tell) {
    const words = { label: question.cannot_tell };
    options.push({ value: CANNOT_TELL, fill: (row) => fillRow(row, words).classList.add("cannot-tell") });
  }
  const element = radioGroup(question, options);
  element.classList.toggle("explained", question.options.some((option) => option.definition || option.sound_url));
  makeSearchable(element, [...element.querySelectorAll(".row:not(.cannot-tell)")]);
  return element;
}
