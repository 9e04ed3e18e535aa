/* The part of the listening page that changes. */

import { text } from "./texts.js";

const stage = document.getElementById("stage");

/** Write into a view how far it is, and how long the rest takes. */
export function drawWay(view, { seconds_left: left, share_done: done }) {
  view.querySelector(".way .left").textContent = text("minutes_left", { n: Math.ceil(left / 60) });
  view.querySelector(".way progress").value = done;
}

/** Show a view from its top, with the focus on what is to be done. */
export function show(view, focused) {
  stage.replaceChildren(view);
  window.scrollTo({ top: 0, behavior: "instant" });
  focused?.focus({ preventScroll: true });
}
