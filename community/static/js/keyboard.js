// Single keys: silent in fields, with a modifier, in dialogs, and where they are switched off (WCAG 2.1.4).
const OFF = "keyboard-off";
const lang = document.documentElement.lang;
const PLACES = { h: `/help/${lang}`, q: "/questions", i: "/ideas", s: `/services/${lang}` };
const isOff = () => localStorage.getItem(OFF) === "1";
let waiting = 0;

const busy = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented ||
  event.target.closest?.("input, textarea, select, [contenteditable], dialog[open], [role=listbox]");

const walk = (step) => {
  const links = [...document.querySelectorAll("[data-rows] [data-row-link], .result-title a")];
  if (!links.length) return;
  const place = links.indexOf(document.activeElement);
  const next = place < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(place + step, 0), links.length - 1);
  links[next].focus();
};

const claimFormOf = (link) => link.matches("[data-row-link]") && link.closest("tr, li")?.querySelector("[data-row-claim]");

const find = () => {
  const field = document.querySelector("main [data-search-input]") || document.querySelector("[data-search-input]");
  field?.focus();
  field?.select();
};

document.addEventListener("keydown", (event) => {
  if (busy(event) || isOff()) return;
  const after = Date.now() - waiting < 1500;
  waiting = 0;
  if (after && PLACES[event.key]) location.assign(PLACES[event.key]);
  else if (event.key === "g") waiting = Date.now();
  else if (event.key === "/") find();
  else if (event.key === "?") document.getElementById("keyboard")?.showModal();
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "o" && document.activeElement.matches("[data-row-link], .result-title a")) document.activeElement.click();
  else if (event.key === "c" && claimFormOf(document.activeElement)) claimFormOf(document.activeElement).requestSubmit();
  else return;
  event.preventDefault();
});

const knob = document.querySelector("[data-keyboard-switch]");
if (knob) {
  knob.checked = !isOff();
  knob.addEventListener("change", () => (knob.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
