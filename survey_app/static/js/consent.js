/* The first page: whoever has begun on this device and opens the link again is shown the way back to where they were. */

import { device } from "./kept.js";

const path = device.read("begun");
const reply = path && (await fetch(path, { cache: "no-store" }).catch(() => null)); // leads to the page they are at

if (reply?.ok && !/\/(debrief|thanks)$/.test(reply.url)) {
  const view = document.getElementById("view-begun");
  view.content.querySelector("a").href = path;
  view.replaceWith(view.content);
} else if (reply && reply.status < 500) {
  device.forget("begun"); // it is over, or was withdrawn
}
