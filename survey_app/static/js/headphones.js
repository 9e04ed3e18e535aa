/* The headphone check: the three answers open when the sound was heard to its end. */

import { Player } from "./player.js";

const root = document.getElementById("headphones");
const player = new Player(root.querySelector(".player"));
const buttons = document.querySelectorAll(".three button");

player.show({ url: root.dataset.soundUrl });
player.addEventListener("heard", () => {
  for (const button of buttons) button.disabled = false;
  buttons[0].focus({ preventScroll: true });
});
