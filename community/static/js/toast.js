// Toasts leave by themselves after a while, sooner when asked; errors stay.
const box = document.querySelector("[data-toasts]");

const dress = (toast) => {
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", document.documentElement.lang === "fr" ? "Fermer" : "Close");
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  if (!toast.matches(".toast-error, .toast-warning")) setTimeout(() => toast.remove(), 8000);
};

const raise = (words, className) => {
  const toast = Object.assign(document.createElement("p"), { className });
  toast.append(words);
  box?.append(toast);
  dress(toast);
  return toast;
};

document.querySelectorAll(".toast").forEach(dress);

// Answers to htmx may bring a sentence: HX-Trigger: {"toast": "…"}.
document.addEventListener("toast", (event) => {
  raise(Object.assign(document.createElement("span"), { textContent: event.detail.value }), "toast");
});

// What scripts say stands in the page, in its language (`template[data-say]`): in `place` where there is one, else as a toast.
document.addEventListener("say", ({ detail: { name, href, place } }) => {
  const words = document.querySelector(`template[data-say="${name}"]`).content.firstElementChild.cloneNode(true);
  if (href) words.querySelector("a").href = href;
  if (place) {
    const line = Object.assign(document.createElement("span"), { className: "field-error", role: "alert" });
    line.append(words);
    return place.replaceChildren(line);
  }
  document.querySelector(`[data-said="${name}"]`)?.remove();
  raise(words, "toast toast-warning").dataset.said = name;
});
