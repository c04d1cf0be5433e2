// What htmx leaves open: focus after a swap, and refusals, which the plain form shows with all their words.
document.addEventListener("htmx:beforeSwap", (event) => {
  const focused = document.activeElement;
  event.detail.hadFocus = event.detail.target?.contains?.(focused) && focused.matches("button");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.hadFocus) event.detail.elt?.querySelector?.("button")?.focus();
});

document.addEventListener("htmx:responseError", (event) => {
  // What asks by itself while one writes (a draft, a promise foretold) must never send the form.
  const form = event.detail.elt.matches("form, button") && event.detail.elt.closest("form");
  if (form && event.detail.requestConfig.verb === "post") HTMLFormElement.prototype.submit.call(form);
});
