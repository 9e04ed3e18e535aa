/* The first page: an impatient double tap agrees once. Each agreement makes a participant, who would take a place in the plan. */

const form = document.getElementById("consent");
let isSent = false;

form.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault();
  isSent = true;
});
window.addEventListener("pageshow", () => {
  isSent = false; // back on the page from the next one
});
