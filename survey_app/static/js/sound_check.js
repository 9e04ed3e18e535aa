/* The sound check: the question "can you hear it?" comes when the sound has been played. */

import { Player } from "./player.js";

const root = document.getElementById("sound-check");
const player = new Player(root.querySelector(".player"));
const question = document.getElementById("can-you-hear");

player.show({ url: root.dataset.soundUrl });
player.addEventListener("started", () => {
  question.hidden = false;
});
