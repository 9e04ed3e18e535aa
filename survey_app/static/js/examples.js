/* Examples of the classes: a small button plays one. They are no part of what is judged, and nothing is noted of them. */

import { unlock } from "./player.js";
import { soundOnce } from "./sounds.js";
import { copyOf, text } from "./texts.js";

let stopCurrent = () => {};

/** Whoever begins to sound says so, and whatever else sounds falls silent. */
document.addEventListener("sounding", () => stopCurrent());

/** Return a button that plays the example of the class `label`. */
export function exampleButton(label, url) {
  const button = copyOf("example-play");
  button.setAttribute("aria-label", text("example_of", { label }));
  button.addEventListener("click", () => {
    if (button.dataset.state === "ready") play(button, url);
    else stopCurrent();
  });
  return button;
}

async function play(button, url) {
  document.dispatchEvent(new Event("sounding"));
  const context = unlock();
  let source = null;
  let isWanted = true;
  button.dataset.state = "loading";
  stopCurrent = () => {
    isWanted = false;
    source?.stop();
    button.dataset.state = "ready";
    stopCurrent = () => {};
  };
  try {
    const sound = await soundOnce(url, context);
    if (!isWanted) return; // another sound was asked for meanwhile
    source = new AudioBufferSourceNode(context, { buffer: sound });
    source.connect(context.destination);
    source.addEventListener("ended", () => isWanted && stopCurrent());
    source.start();
    button.dataset.state = "playing";
  } catch {
    if (isWanted) button.dataset.state = "ready";
  }
}
