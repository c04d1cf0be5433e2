// What htmx leaves open: focus after a swap, and refusals, which the plain form shows with all their words.
document.addEventListener("htmx:beforeSwap", (event) => {
  const focused = document.activeElement;
  event.detail.hadFocus = event.detail.target?.contains?.(focused) && focused.matches("button");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.hadFocus) event.detail.elt?.querySelector?.("button")?.focus();
});

document.addEventListener("htmx:responseError", (event) => {
  const form = event.detail.elt.closest("form");
  if (form && event.detail.requestConfig.verb === "post") HTMLFormElement.prototype.submit.call(form);
});
