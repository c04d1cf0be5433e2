// The colour switch without a reload: paint at once, tell the server quietly.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.action.endsWith("/preferences/theme")) return;
  event.preventDefault();
  const theme = form.elements.theme.value;
  const root = document.documentElement;
  if (theme === "") delete root.dataset.theme;
  else root.dataset.theme = theme;
  fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  for (const other of document.querySelectorAll('form[action$="/preferences/theme"]')) {
    other.querySelector("button").setAttribute("aria-pressed", String(other.elements.theme.value === theme));
  }
});
