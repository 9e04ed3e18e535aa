/* The researcher's stimuli: a spectrogram for each as it comes into sight, and one player for all. */

import { soundAt } from "./sounds.js";
import { drawSpectrogram } from "./spectrogram.js";

const decoder = new OfflineAudioContext(1, 1, 44100); // decodes before anybody has clicked
let context = null; // made in the first click: browsers let no page sound before
let playing = null;
let waiting = Promise.resolve();

/** Draw a stimulus, one after the other: a page may have hundreds. */
function draw(stimulus) {
  waiting = waiting
    .then(() => soundAt(stimulus.dataset.url, decoder))
    .then((sound) => drawSpectrogram(stimulus.querySelector("canvas"), sound))
    .catch(() => {}); // the play button says which sound cannot be had
}

function stop() {
  if (!playing) return;
  const { stimulus, source, frame } = playing;
  playing = null;
  cancelAnimationFrame(frame);
  source.stop();
  source.disconnect();
  stimulus.querySelector(".listen").dataset.state = "ready";
  stimulus.querySelector(".cursor").hidden = true;
}

async function play(stimulus) {
  context ??= new AudioContext();
  const button = stimulus.querySelector(".listen");
  try {
    const sound = await soundAt(stimulus.dataset.url, context);
    const source = new AudioBufferSourceNode(context, { buffer: sound });
    source.connect(context.destination);
    source.start();
    playing = { stimulus, source, startedAt: context.currentTime, length: sound.duration };
    button.dataset.state = "playing";
    tick();
  } catch {
    button.dataset.state = "failed";
  }
}

function tick() {
  const { stimulus, startedAt, length } = playing;
  const share = (context.currentTime - startedAt) / length;
  if (share >= 1) {
    stop();
    return;
  }
  const cursor = stimulus.querySelector(".cursor");
  cursor.hidden = false;
  cursor.style.left = `${100 * share}%`; // set by a script, which the policy allows; an attribute in the page it does not
  playing.frame = requestAnimationFrame(tick);
}

const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) {
      sight.unobserve(target);
      draw(target);
    }
  }
}, { rootMargin: "200px" });

for (const stimulus of document.querySelectorAll(".stimulus")) {
  sight.observe(stimulus);
  stimulus.querySelector(".listen").addEventListener("click", () => {
    const wasPlaying = playing?.stimulus === stimulus;
    stop();
    if (!wasPlaying) play(stimulus);
  });
}
