/* Classes as rows: name, definition, and a button that plays an example; more than a handful can be searched. */

import { exampleButton } from "./examples.js";

const N_AT_A_GLANCE = 8; // more than these are a list with a search field: long walls of buttons lose people

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Write a class into its row. */
export function fillRow(row, { label, definition, sound_url: url }) {
  row.querySelector(".label").textContent = label;
  if (definition) row.querySelector(".definition").textContent = definition;
  else row.querySelector(".definition").remove();
  if (url) row.append(exampleButton(label, url));
  return row;
}

/** Let a long list in `element` be searched; what is chosen stays in sight. */
export function makeSearchable(element, rows) {
  if (rows.length <= N_AT_A_GLANCE) return;
  const search = element.querySelector(".search");
  const nothing = element.querySelector(".nothing-found");
  element.classList.add("long");
  search.hidden = false;
  search.addEventListener("input", () => {
    const wanted = plain(search.value.trim());
    for (const row of rows) row.hidden = !row.querySelector(":checked") && !plain(row.textContent).includes(wanted);
    nothing.hidden = rows.some((row) => !row.hidden);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // Enter searches; it does not go on to the next sound
  });
}
