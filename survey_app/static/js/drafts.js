/* What was begun and is not sent yet, by name, for this tab: it outlives a reload, and a closed browser deletes it. */

export const drafts = {
  read: (name) => tried(() => JSON.parse(sessionStorage.getItem(name))),
  write: (name, draft) => tried(() => sessionStorage.setItem(name, JSON.stringify(draft))),
  forget: (name) => tried(() => sessionStorage.removeItem(name)),
};

/* A browser that keeps nothing (cookies blocked, disk full) refuses even the question. */
function tried(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
