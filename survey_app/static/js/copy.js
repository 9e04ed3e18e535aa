/* Buttons that copy a link. On plain HTTP browsers offer no clipboard to pages, but an older way still works there. */

for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false; // without a script there is nothing to press
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copies);
    const isCopied = navigator.clipboard
      ? await navigator.clipboard.writeText(source.textContent).then(() => true, () => false)
      : copySelected(source);
    if (isCopied) button.textContent = button.dataset.done;
  });
}

function copySelected(source) {
  getSelection().selectAllChildren(source);
  return document.execCommand("copy");
}
