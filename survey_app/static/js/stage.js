/* The part of the listening page that changes. */

const stage = document.getElementById("stage");

/** Show a view from its top, with the focus on what is to be done. */
export function show(view, focused) {
  stage.replaceChildren(view);
  window.scrollTo({ top: 0, behavior: "instant" });
  focused?.focus({ preventScroll: true });
}
