// What went wrong is read first: the error summary takes the focus, and its links lead into the fields.
const settle = (root) => root.querySelector("[data-focus]")?.focus();
settle(document);
document.addEventListener("htmx:afterSettle", (event) => settle(event.target));
