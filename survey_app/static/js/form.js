/* Sends the page's form without leaving the page: a lost connection loses nothing that was chosen or typed, and an
impatient double tap sends once. Where scripts are switched off, the browser sends the form as it always did.

The server takes each form once, however often it comes, so sending again is harmless. */

import { Connection } from "./connection.js";
import { device, drafts } from "./kept.js";

const form = document.querySelector("form[method=post]");
const notSentYet = document.getElementById("not-sent-yet").content.textContent;
const connection = new Connection(document.getElementById("connection"), () => notSentYet);

/* What is typed outlives a reload until the server has it; pages with nothing to type have no draft. */
const draft = form.dataset.draft && `form ${location.pathname} ${form.dataset.draft}`;

function keep() {
  if (draft) drafts.write(draft, [...new FormData(form)]);
}

function restore() {
  for (const [name, value] of (draft && drafts.read(draft)) || []) {
    const field = form.elements.namedItem(name);
    // Of what the server has written into the page, only the form's own id outlives it: so a consent is given once.
    if (field && (field.type !== "hidden" || name === "uuid")) field.value = value;
  }
}

let isSending = false;
let isLeftToBrowser = false;

async function send(event) {
  if (isLeftToBrowser) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  keep();
  const body = new URLSearchParams(new FormData(form));
  const button = event.submitter;
  if (button.name) body.append(button.name, button.value);
  form.inert = true; // what is on its way does not change
  const { next } = (await connection.ask(form.action, body)).body;
  if (next) {
    drafts.forget(draft);
    location.assign(next);
  } else {
    form.inert = false;
    isLeftToBrowser = true; // it shows the page that says what is not right
    button.click();
  }
}

const [begun] = location.pathname.match(/^\/s\/[^/]+\//) ?? [];
if (begun) device.write("begun", begun);
restore();
form.addEventListener("input", keep);
form.addEventListener("submit", send);
window.addEventListener("pageshow", () => {
  isSending = isLeftToBrowser = form.inert = false; // back on the page from the next one
});
