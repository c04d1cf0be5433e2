// A button on each block of code and beside an address, where the page offers one and the browser lets pages write to
// the clipboard.
const tool = document.querySelector("template[data-copy-tool]");

const offer = (root) => {
  for (const code of root.querySelectorAll(".prose pre:not(.code-box > pre)")) {
    const box = Object.assign(document.createElement("div"), { className: "code-box" });
    code.replaceWith(box);
    box.append(code, tool.content.cloneNode(true));
  }
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy-code");
  if (!button) return;
  const word = button.querySelector("[aria-live]");
  button.dataset.before ??= word.textContent;
  await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
  word.textContent = button.dataset.done;
  setTimeout(() => { word.textContent = button.dataset.before; }, 2000);
});

if (tool && navigator.clipboard) {
  offer(document);
  document.addEventListener("htmx:load", (event) => offer(event.target));
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.querySelector("[aria-live]").textContent = button.dataset.done;
    });
  }
}
