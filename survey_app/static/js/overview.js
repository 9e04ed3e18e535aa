/* The overview's numbers, fetched anew while somebody looks at them. Nothing moves where nothing has changed. */

const EVERY_MS = 10000;

const numbers = document.getElementById("progress");

async function refresh() {
  if (document.hidden) return;
  try {
    const reply = await fetch(numbers.dataset.url);
    if (!reply.ok || reply.redirected) return; // logged out meanwhile: the next click says so
    const fresh = await reply.text();
    if (fresh !== refresh.last) numbers.innerHTML = fresh;
    refresh.last = fresh;
  } catch {
    // no connection: the numbers stay as they are until there is one
  }
}

setInterval(refresh, EVERY_MS);
document.addEventListener("visibilitychange", refresh);
