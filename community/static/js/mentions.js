// A name after an @ is completed while one types: the list of the combobox pattern, under a text that stays a textbox, since
// no text of several lines may be called a combobox. Without script one writes the name oneself.
const WAIT = 150;
const AT = /(?:^|[\s([{"'«“‘>*~])@([\p{L}\p{N}._-]{0,39})$/u;

const list = Object.assign(document.createElement("div"), { id: "people-list", className: "search-list people-list", hidden: true });
const said = Object.assign(document.createElement("span"), { className: "vh" });
said.setAttribute("role", "status");

let field, timer, asking;

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");
const typed = () => AT.exec(field.value.slice(0, field.selectionStart))?.[1];

const choose = (option) => {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
};

const close = () => {
  clearTimeout(timer);
  asking?.abort();
  list.hidden = true;
  said.textContent = "";
  field?.removeAttribute("aria-activedescendant");
};

// Under the text, or above it where the window ends.
const open = () => {
  list.hidden = false;
  const [box, from] = [field, list.offsetParent].map((one) => one.getBoundingClientRect());
  const fits = box.bottom + list.offsetHeight + 8 < innerHeight || box.top < list.offsetHeight + 8;
  list.style.left = `${box.left - from.left}px`;
  list.style.top = `${(fits ? box.bottom + 4 : box.top - list.offsetHeight - 4) - from.top}px`;
  choose(options()[0]);
};

const ask = async () => {
  const name = typed();
  if (name === undefined) return close();
  asking?.abort();
  asking = new AbortController();
  try {
    const query = new URLSearchParams({ q: name, on: field.dataset.writes, list: list.id });
    const answer = await fetch(`/mentions?${query}`, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return close();
    list.innerHTML = await answer.text();
    if (typed() !== name || document.activeElement !== field) return close();
    said.textContent = list.querySelector("[data-count]")?.textContent ?? "";
    if (options().length) open();
    else list.hidden = true;
  } catch (fault) {
    if (fault.name !== "AbortError") close();
  }
};

const take = (option) => {
  const end = field.selectionStart;
  field.setRangeText(`${option.dataset.handle} `, end - typed().length, end, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const walk = (step) => {
  const all = options();
  choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
};

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("textarea[data-writes]")) return;
  field = event.target;
  clearTimeout(timer);
  if (typed() === undefined) return close();
  if (!list.isConnected) document.querySelector("main").append(list, said);
  for (const [name, value] of [["aria-autocomplete", "list"], ["aria-haspopup", "listbox"], ["aria-controls", list.id]]) field.setAttribute(name, value);
  timer = setTimeout(ask, WAIT);
});

document.addEventListener("keydown", (event) => {
  if (list.hidden || event.target !== field || event.isComposing) return;
  if (event.key === "Escape") close();
  else if (event.key === "ArrowDown") walk(1);
  else if (event.key === "ArrowUp") walk(-1);
  else if ((event.key === "Enter" || event.key === "Tab") && chosen() && typed() !== undefined) take(chosen());
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// The caret left the name.
document.addEventListener("selectionchange", () => {
  if (!list.hidden && typed() === undefined) close();
});

// The text keeps the focus, so that a click on an option is not a leave.
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) take(option);
});
document.addEventListener("focusout", (event) => {
  if (event.target === field) close();
});
