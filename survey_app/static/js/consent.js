/* The first page: whoever has begun on this device and opens the link again is shown the way back to where they were. */

import { device } from "./kept.js";

const path = device.read("begun");
const reply = path && (await fetch(path, { cache: "no-store" }).catch(() => null)); // leads to the page they are at

if (reply?.ok && !/\/(debrief|thanks)$/.test(reply.url)) {
  const notice = document.getElementById("begun");
  notice.querySelector("a").href = path;
  notice.hidden = false;
} else if (reply && reply.status < 500) {
  device.forget("begun"); // it is over, or was withdrawn
}
