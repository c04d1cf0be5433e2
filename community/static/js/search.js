// The search box suggests while one types: the editable combobox of the ARIA Authoring Practices, with a list; a plain form without script.
const WAIT = 120;
const KEPT = 20;

// Where a reader came from was counted when the page was asked for; it is no part of the address that he shares.
const here = new URL(location.href);
if (/^(search|draft)\./.test(here.searchParams.get("from") ?? "")) {
  here.searchParams.delete("from");
  history.replaceState(history.state, "", here);
}

for (const box of document.querySelectorAll("[data-search-box]")) {
  const input = box.querySelector("[data-search-input]");
  const list = box.querySelector("[data-search-list]");
  const status = box.querySelector("[data-search-status]");
  const answers = new Map();
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  let timer, asking;

  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-haspopup", "listbox"], ["aria-expanded", "false"], ["aria-controls", `${list.id}-options`]])
    input.setAttribute(name, value);

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

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    show(false);
    status.textContent = "";
  };

  // The options were answers to other words: an arrow must not bring them back.
  const forget = () => {
    close();
    list.replaceChildren();
  };

  const fetched = async (text) => {
    asking = new AbortController();
    const answer = await fetch(`/search/suggest?${new URLSearchParams({ q: text, list: list.id })}`, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.status);
    if (answers.size >= KEPT) answers.delete(answers.keys().next().value);
    return answers.set(text, await answer.text()).get(text);
  };

  const ask = async () => {
    const text = input.value.trim();
    asking?.abort();
    if (text.length < 2) return forget();
    try {
      const answer = answers.get(text) ?? (await fetched(text));
      if (input.value.trim() !== text || document.activeElement !== input) return;
      list.innerHTML = answer;
      input.removeAttribute("aria-activedescendant");
      status.textContent = list.querySelector("[data-search-count]")?.textContent ?? "";
      show(options().length > 0);
    } catch (fault) {
      if (fault.name !== "AbortError") forget();
    }
  };

  const walk = (step) => {
    const all = options();
    if (!all.length) return;
    if (list.hidden) show(true);
    const place = all.indexOf(chosen()) + step;
    choose(place === all.length ? all[0] : place < -1 ? all.at(-1) : (all[place] ?? null));
  };

  // A choice is a search that found: the report hears of it here, and the address of what is opened says nothing of it.
  const open = ({ dataset: { href, subject } }) => {
    const told = new URLSearchParams({ q: input.value.trim(), chosen: subject });
    if (subject) fetch(`/search/suggest?${told}`, { keepalive: true }).catch(() => {});
    location.assign(href);
  };

  input.addEventListener("input", () => {
    choose(null); // it was one of the answers to other words
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const option = list.hidden ? null : chosen();
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Enter" && option) open(option);
    else if (event.key === "ArrowDown" && options().length) event.altKey ? show(true) : walk(1);
    else if (event.key === "ArrowUp" && !list.hidden) event.altKey ? close() : walk(-1);
    else return;
    event.preventDefault();
  });

  // The field keeps the focus, so that a click on an option is not a leave.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) open(option);
  });
  input.addEventListener("blur", close);
  box.addEventListener("submit", close);
}
