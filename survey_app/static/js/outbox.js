/* Keeps every answer on this device until the server has confirmed it.

The answers to a trial lie in IndexedDB, so that a reload, a closed tab or an empty battery loses none. Each has a random
id of its own: the server stores an id once, so sending again is harmless. */

const STORE = "trials";

/** Return 128 random bits as 32 hexadecimal digits. (crypto.randomUUID does not exist on plain HTTP.) */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function promised(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/** Answers on disk. */
class Disk {
  static async open() {
    const request = indexedDB.open("ascolto-outbox", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key", autoIncrement: true });
    const disk = new Disk();
    disk.database = await promised(request);
    return disk;
  }

  async put(record) {
    const transaction = this.database.transaction(STORE, "readwrite", { durability: "strict" });
    transaction.objectStore(STORE).add(record);
    await new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = () => failed(transaction.error);
    });
  }

  all() {
    return promised(this.database.transaction(STORE).objectStore(STORE).getAll());
  }

  remove(key) {
    return promised(this.database.transaction(STORE, "readwrite").objectStore(STORE).delete(key));
  }
}

/** Answers in memory, for browsers that keep nothing (some private windows): lost with the page, else the same. */
class Memory {
  records = new Map();

  put(record) {
    const key = record.sent.answers[0].uuid;
    this.records.set(key, { ...record, key });
  }

  all() {
    return [...this.records.values()];
  }

  remove(key) {
    this.records.delete(key);
  }
}

/** Answers that the server does not take; `status` and `reply` say why. */
export class Refused extends Error {
  constructor(status, reply) {
    super(reply.message ?? "");
    this.status = status;
    this.reply = reply;
  }
}

/** The answers of one listening session that the server has not confirmed. `owner` is the session's own path. */
export class Outbox {
  constructor(owner, connection) {
    this.owner = owner;
    this.connection = connection;
    this.n = 0;
    this.sending = null;
    this.store = Disk.open().catch(() => new Memory());
  }

  async mine() {
    const records = (await (await this.store).all()).filter((record) => record.owner === this.owner);
    this.n = records.reduce((n, { sent }) => n + sent.answers.length, 0);
    return records;
  }

  /** Keep the answers to a trial; they are safe when this resolves. */
  async add(sent) {
    const record = { owner: this.owner, sent };
    try {
      await (await this.store).put(record);
    } catch {
      this.store = Promise.resolve(new Memory()); // a full disk must not stop a participant
      (await this.store).put(record);
    }
    await this.mine();
  }

  /** Send until nothing is left, in the order the answers were given; resolves with what the server said comes next, if
  it did. Throws `Refused`, without the answers in question. */
  send() {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async sendAll() {
    let next = null;
    for (let [record] = await this.mine(); record; [record] = await this.mine()) {
      const { status, body } = await this.connection.ask("answers", record.sent);
      await (await this.store).remove(record.key);
      // "answered": another tab was first, and its answers stand.
      if (!body.stored) throw new Refused(status, body);
      next = body.next;
    }
    return next;
  }
}
