/* What the browser keeps for the page, by name; a browser that keeps nothing (cookies blocked, disk full) refuses even
the question, and then nothing was kept. */

class Kept {
  constructor(storage) {
    this.storage = storage; // () => Storage, because asking for it may be refused
  }

  read(name) {
    return this.tried((storage) => JSON.parse(storage.getItem(name)));
  }

  write(name, value) {
    this.tried((storage) => storage.setItem(name, JSON.stringify(value)));
  }

  forget(name) {
    this.tried((storage) => storage.removeItem(name));
  }

  tried(act) {
    try {
      return act(this.storage());
    } catch {
      return null;
    }
  }
}

/** What was begun and is not sent yet: it outlives a reload, not the tab. */
export const drafts = new Kept(() => sessionStorage);

/** What outlives the tab: under "begun", the path of the listening session that was begun on this device. */
export const device = new Kept(() => localStorage);
