// What was shown beside a form, and what of it was opened, is told with what is sent; a new list does not forget the old.
const tell = (form, name, value) => {
  if (form.querySelector(`:scope > input[name="${name}"][value="${CSS.escape(value)}"]`)) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  form.append(field);
};

const formOf = (field) => document.getElementById(field.getAttribute("form"));

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".lookalikes a");
  const shown = link?.closest("li").querySelector('input[name="shown"]');
  if (shown && formOf(shown)) tell(formOf(shown), "opened", shown.value);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "lookalikes") return;
  for (const shown of event.detail.target.querySelectorAll('input[name="shown"]'))
    if (formOf(shown)) tell(formOf(shown), "shown", shown.value);
});
