// A note opens right under its word instead of at the edge of the window, and closes with Escape or a click elsewhere.
const noteOf = (term) => document.getElementById(term.getAttribute("href").slice(1));

const put = (note, term) => {
  const word = term.getClientRects()[0];
  const left = Math.max(16, Math.min(word.left, document.documentElement.clientWidth - note.offsetWidth - 16));
  const below = word.bottom + note.offsetHeight + 16 < innerHeight;
  note.style.left = `${left + scrollX}px`;
  note.style.top = `${scrollY + (below ? word.bottom + 6 : word.top - note.offsetHeight - 6)}px`;
};

document.addEventListener("click", (event) => {
  const back = event.target.closest(".word-note[popover] .word-note-back");
  const term = event.target.closest("a.term");
  const note = term && noteOf(term);
  if (back) back.closest("[popover]").hidePopover();
  else if (!note?.showPopover || event.ctrlKey || event.metaKey) return;
  else {
    note.popover = "auto";
    note.showPopover();
    put(note, term);
    note.querySelector(".word-note-back").focus({ preventScroll: true });
  }
  event.preventDefault();
});

// Back among the others at the end of the page once it is closed.
document.addEventListener("toggle", (event) => {
  const note = event.target;
  if (event.newState !== "closed" || !note.matches?.(".word-note")) return;
  note.removeAttribute("popover");
  note.removeAttribute("style");
}, true);
