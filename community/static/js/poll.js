// A part that renews itself: every few seconds while one looks at it, slowly in a hidden tab, and never where nothing is new.
const SLOW = 60;

const follow = (part) => {
  let timer;
  const wait = () => {
    const seconds = Number(part.dataset.poll);
    timer = setTimeout(ask, 1000 * (document.hidden ? Math.max(SLOW, seconds) : seconds));
  };
  const ask = () => {
    clearTimeout(timer);
    if (!part.isConnected) return;
    part.dispatchEvent(new Event("poll"));
    wait();
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) wait();
    else ask();
  });
  wait();
};

// The browser answers a 304 from its own store: what stands there already is left alone, and the focus stays where it is.
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  if (!part?.matches?.("[data-poll]") || event.detail.elt !== part) return;
  const tag = event.detail.xhr.getResponseHeader("ETag");
  if (tag && tag === part.dataset.etag) event.detail.shouldSwap = false;
  part.dataset.etag = tag ?? "";
  event.detail.hadFocus = false;
  part.dataset.focus = part.contains(document.activeElement) ? (document.activeElement.closest("form")?.id ?? "") : "";
});

document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.detail.target?.dataset?.focus;
  if (form) document.getElementById(form)?.querySelector("button")?.focus();
});

document.querySelectorAll("[data-poll]").forEach(follow);
