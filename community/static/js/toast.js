// Toasts leave by themselves after a while, sooner when asked; errors stay.
const dress = (toast) => {
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", document.documentElement.lang === "fr" ? "Fermer" : "Close");
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  if (!toast.matches(".toast-error, .toast-warning")) setTimeout(() => toast.remove(), 8000);
};

document.querySelectorAll(".toast").forEach(dress);

// Answers to htmx may bring a sentence: HX-Trigger: {"toast": "…"}.
document.addEventListener("toast", (event) => {
  const box = document.querySelector("[data-toasts]");
  if (!box) return;
  const toast = document.createElement("p");
  toast.className = "toast";
  const words = document.createElement("span");
  words.textContent = event.detail.value;
  toast.append(words);
  box.append(toast);
  dress(toast);
});
