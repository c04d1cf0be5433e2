// An open page asks now and then whether something is new on it: sooner after news, seldom while hidden, and no more
// after an hour in which nobody touched it. A kept page is asked for as a reader would, so no thread of the server waits.
const SOON = 15000;
const SLOWEST = 60000;
const HIDDEN = 300000;
const ENOUGH = 3600000;

let wait = SOON;
let touched = Date.now();
let timer = 0;

const watched = () => document.querySelector("[data-live]");

const plan = () => {
  clearTimeout(timer);
  if (watched() && Date.now() - touched < ENOUGH) timer = setTimeout(ask, document.hidden ? HIDDEN : wait);
};

const ask = () => {
  watched()?.dispatchEvent(new Event("live"));
  wait = Math.min(wait * 1.3, SLOWEST);
  plan();
};

const wake = () => {
  const slept = Date.now() - touched >= ENOUGH;
  touched = Date.now();
  if (slept) plan();
};

if (watched()) {
  for (const name of ["pointerdown", "keydown", "scroll"]) addEventListener(name, wake, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    touched = Date.now();
    wait = SOON;
    plan();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.elt?.querySelector?.(".live-note")) wait = SOON;
  });
  plan();
}

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.hasAttribute("data-plain")) return;
  for (const name of Object.keys(event.detail.headers)) if (name.startsWith("HX-")) delete event.detail.headers[name];
});
