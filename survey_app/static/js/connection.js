/* Talks to the server and does not give up: while it cannot be reached, it asks again, with growing pauses. */

const PATIENCE_MS = 15000; // a half-open connection answers never
const PAUSES_S = [1, 2, 4, 8, 15]; // the last is repeated

/** Asks the server; `notice` (an element with a <p> and a <button>) says when it cannot be reached. */
export class Connection {
  constructor(notice, describe) {
    this.notice = notice;
    this.describe = describe; // () => what to say while there is no connection
    this.button = notice.querySelector("button");
    this.wake = () => {};
    this.button.addEventListener("click", () => this.wake());
    window.addEventListener("online", () => this.wake());
  }

  /** Return {status, body}. Without `body` it gets, with it it posts: a form's URLSearchParams as they are, all else as
  JSON. Comes back only with a reply of substance. */
  async ask(path, body) {
    for (let attempt = 0; ; attempt += 1) {
      const reply = await this.once(path, body);
      if (reply) {
        this.notice.hidden = true;
        return reply;
      }
      this.notice.querySelector("p").textContent = this.describe();
      this.button.hidden = false;
      this.notice.hidden = false;
      await this.pause(PAUSES_S[Math.min(attempt, PAUSES_S.length - 1)]);
    }
  }

  /** Ask once; null when the server did not answer, cannot now (5xx, 429), or is not ours: a hotspot that wants a login
  first answers anything with a page of its own, which is no JSON. */
  async once(path, body) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
    const request = { signal: abort.signal, headers: { Accept: "application/json" }, cache: "no-store" };
    if (body !== undefined) {
      const isForm = body instanceof URLSearchParams;
      request.method = "POST";
      if (!isForm) request.headers["Content-Type"] = "application/json";
      request.body = isForm ? body : JSON.stringify(body);
      request.keepalive = !isForm; // it arrives even when the page is left meanwhile; browsers let nothing long do so
    }
    try {
      const reply = await fetch(path, request);
      if (reply.status >= 500 || reply.status === 429) return null;
      return { status: reply.status, body: await reply.json() };
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Wait; a tap on "Try now" or the return of the network ends it. */
  pause(seconds) {
    return new Promise((done) => {
      const timer = setTimeout(done, 1000 * seconds * (0.75 + Math.random() / 2)); // many phones shall not return at once
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}
