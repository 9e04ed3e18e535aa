/* The texts of the page, in the participant's language: the server puts them into the page as JSON. */

const texts = JSON.parse(document.getElementById("texts").textContent);

/** Return the text `name`; `{word}` in it is replaced by `values.word`. A pair of texts is singular and plural, by `values.n`. */
export function text(name, values = {}) {
  const found = texts[name];
  const chosen = Array.isArray(found) ? found[values.n === 1 ? 0 : 1] : found;
  return chosen.replace(/\{(\w+)\}/g, (_, word) => values[word]);
}

/** Return a copy of what the page's `<template id="...">` holds. */
export function copyOf(templateId) {
  return document.getElementById(templateId).content.firstElementChild.cloneNode(true);
}
