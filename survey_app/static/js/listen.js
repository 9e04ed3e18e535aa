/* The page that plays: asks the server what comes now, shows it, and comes back with the answers. */

import { Connection } from "./connection.js";
import { Outbox, Refused } from "./outbox.js";
import { device } from "./kept.js";
import { unlock } from "./player.js";
import { introduce } from "./section.js";
import { show } from "./stage.js";
import { copyOf, text } from "./texts.js";
import { Trial } from "./trial.js";

const owner = location.pathname.replace(/listen$/, "");
const connection = new Connection(document.getElementById("connection"), describeOutage);
const outbox = new Outbox(owner, connection);
device.write("begun", owner);
let remark = ""; // why an answer was not taken, said with the trial that is shown again

function describeOutage() {
  return outbox.n ? `${text("unsent", { n: outbox.n })} ${text("kept")}` : text("no_connection");
}

const nextOf = ({ body }) => body.next;

/* Each returns what comes next as the server said it, or nothing where the page has to ask. */
const shows = {
  async section(step) {
    await introduce(step);
    unlock(); // inside the click: from here on the page may sound
    return connection.ask("continue", {}).then(nextOf);
  },

  async trial(step) {
    const trial = new Trial(step, remark, (id, facts) => connection.once(`trials/${id}/plays`, facts));
    remark = "";
    try {
      const answers = await trial.finished;
      if (answers === null) return await connection.ask(`trials/${step.trial}/not-heard`, {}).then(nextOf);
      await outbox.add(answers);
      const coming = await outbox.send();
      trial.forget();
      return coming;
    } finally {
      trial.close();
    }
  },

  async done({ next }) {
    location.replace(next);
    await new Promise(() => {}); // the browser is leaving
  },
};

/** Say on an otherwise empty page that it cannot go on. */
function end(words) {
  const view = copyOf("view-end");
  view.querySelector("h1").textContent = words;
  show(view);
}

async function listen() {
  let step = null;
  for (;;) {
    try {
      step = step ?? (await outbox.send()); // first what an earlier visit left
      if (!step) {
        const { status, body } = await connection.ask("trial");
        if (status === 404) return end(text("unknown"));
        if (!(body.step in shows)) return end(body.message ?? text("refused"));
        step = body;
      }
      step = await shows[step.step](step);
    } catch (refusal) {
      if (!(refusal instanceof Refused)) throw refusal;
      if (refusal.status === 404) return end(text("unknown"));
      remark = refusal.message || text("refused"); // the choices are still there
      step = null;
    }
  }
}

listen().catch((bug) => {
  console.error(bug);
  end(text("refused"));
});
