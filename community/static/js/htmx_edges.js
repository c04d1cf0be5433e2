// What htmx leaves open: focus after a swap.
document.addEventListener("htmx:beforeSwap", (event) => {
  const focused = document.activeElement;
  event.detail.hadFocus = event.detail.target?.contains?.(focused) && focused.matches("button");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.hadFocus) event.detail.elt?.querySelector?.("button")?.focus();
});
