// Buttons that write Markdown for those who do not know it; the text field stays a plain text field.
const AROUND = { bold: "**", italic: "*", code: "`" };
const BEFORE = { list: "- ", quote: "> " };

const put = (field, text, from, to) => {
  field.focus();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.setSelectionRange(from, to);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const mark = (field, kind) => {
  const start = field.selectionStart;
  const chosen = field.value.slice(start, field.selectionEnd);
  if (AROUND[kind]) {
    const sign = chosen.includes("\n") && kind === "code" ? "\n```\n" : AROUND[kind];
    put(field, sign + chosen + sign, start + sign.length, start + sign.length + chosen.length);
  } else if (BEFORE[kind]) {
    const lines = chosen.split("\n").map((line) => BEFORE[kind] + line).join("\n");
    const lead = start && field.value[start - 1] !== "\n" ? "\n" : "";
    put(field, lead + lines, start + lead.length + 2, start + lead.length + lines.length);
  } else {
    const word = chosen || "…";
    put(field, `[${word}](https://)`, start + word.length + 3, start + word.length + 11);
  }
};

const ready = (root) => {
  for (const tools of root.querySelectorAll("[data-editor] .editor-tools[hidden]")) tools.hidden = false;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-editor] [data-mark]");
  if (button) mark(button.closest("[data-editor]").querySelector("textarea"), button.dataset.mark);
});

document.addEventListener("keydown", (event) => {
  const kind = { b: "bold", i: "italic" }[event.key];
  if (!kind || !(event.ctrlKey || event.metaKey) || !event.target.matches("[data-editor] textarea")) return;
  event.preventDefault();
  mark(event.target, kind);
});

// A preview without leaving the page: the form is sent as it would be, and only the preview of the answer is taken.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-preview]");
  if (!button) return;
  event.preventDefault();
  const { form } = button;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) }).catch(() => null);
  if (!answer) return document.dispatchEvent(new CustomEvent("say", { detail: { name: "offline" } }));
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = made.getElementById(button.dataset.preview);
  if (fresh?.childElementCount) document.getElementById(button.dataset.preview).replaceChildren(...fresh.childNodes);
  else {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
    HTMLFormElement.prototype.submit.call(form);
  }
});

ready(document);
document.addEventListener("htmx:load", (event) => ready(event.target));
