/* Every question kind by its name; the study file, the server and the templates use the same names. */

import { classQuestion } from "./class.js";
import { rating } from "./rating.js";

const kinds = { rating, class: classQuestion };

/** Return the fieldset of a question as GET trial describes it. */
export function questionElement(question) {
  return kinds[question.kind](question);
}
