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

ready(document);
document.addEventListener("htmx:load", (event) => ready(event.target));
