// Keys on the table of ideas, beside j, k, o and ? of every list: x marks, e decides, a takes, m merges, n turns the page.
// With ideas marked, e and a change all of them at once. Switched off with the other keys.
const table = document.querySelector("[data-triage]");

const isFree = (event) =>
  !event.ctrlKey && !event.metaKey && !event.altKey && localStorage.getItem("keyboard-off") !== "1" &&
  !event.target.closest?.("textarea, select, [contenteditable], dialog[open], input:not([type=checkbox])");

const press = (row, name) => {
  const marked = table.querySelector("[name=id]:checked");
  if (marked && name !== "m") return document.querySelector("[data-triage-bulk]");
  return row?.querySelector(`[data-triage-${name}]`);
};

if (table) {
  document.addEventListener("keydown", (event) => {
    if (!isFree(event)) return;
    const row = document.activeElement.closest?.("[data-triage] tbody tr");
    if (event.key === "x") row?.querySelector("[name=id]")?.click();
    else if (event.key === "n") document.querySelector(".pagination [rel=next]")?.click();
    else if (["e", "a", "m"].includes(event.key)) press(row, event.key)?.click();
    else return;
    event.preventDefault();
  });
}

// The form for many ideas begins at its first question.
const order = document.querySelector("[data-triage-order]");
if (order && !document.querySelector("[data-focus]")) order.querySelector("select")?.focus();
