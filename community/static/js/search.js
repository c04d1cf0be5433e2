// The search box suggests while one types (ARIA combobox with a list); without script it is a plain form.
const WAIT = 120;

for (const box of document.querySelectorAll("[data-search-box]")) {
  const input = box.querySelector("[data-search-input]");
  const list = box.querySelector("[data-search-list]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  let timer, asking;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", `${list.id}-options`);

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  };

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const ask = async () => {
    const text = input.value.trim();
    asking?.abort();
    if (text.length < 2) return show(false);
    asking = new AbortController();
    try {
      const answer = await fetch(`/search/suggest?${new URLSearchParams({ q: text, list: list.id })}`, { signal: asking.signal });
      if (!answer.ok) return show(false);
      list.innerHTML = await answer.text();
      show(options().length > 0 && document.activeElement === input);
    } catch (fault) {
      if (fault.name !== "AbortError") show(false);
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const place = all.indexOf(chosen());
    if (event.key === "Escape" && !list.hidden) show(false);
    else if (event.key === "Enter" && !list.hidden && place >= 0) location.assign(all[place].dataset.href);
    else if (event.key === "ArrowDown" && list.hidden && all.length) show(true);
    else if (event.key === "ArrowDown" && !list.hidden) choose(all[(place + 1) % all.length]);
    else if (event.key === "ArrowUp" && !list.hidden) choose(all[(place < 0 ? all.length : place) - 1] ?? null);
    else return;
    event.preventDefault();
  });

  // The field keeps the focus, so that a click on an option is not a leave.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", () => show(false));
}
