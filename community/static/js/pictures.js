// A picture that is pasted or dropped into a text is sent, once it is said what it shows, and its line put where it was dropped.
const TEXTS = "[data-editor] textarea, textarea[data-writes]";
const tool = document.querySelector("template[data-picture-ask]");

const pictures = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));

const put = (field, line, place) => {
  const before = field.value.slice(0, place);
  field.setRangeText(`${before && !before.endsWith("\n") ? "\n\n" : ""}${line}\n\n`, place, place, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const ask = (field, file) => {
  const place = field.selectionStart;
  const box = tool.content.firstElementChild.cloneNode(true);
  const [words, bar, say, send] = ["[data-alt]", "progress", "[data-say]", "[data-send]"].map((one) => box.querySelector(one));
  const leave = () => {
    sending.abort();
    box.remove();
    field.focus();
  };
  const sending = new XMLHttpRequest();
  const fail = (why) => {
    bar.hidden = true;
    send.disabled = false;
    say.textContent = why || box.dataset.failed;
  };

  box.querySelector("[data-name]").textContent = file.name;
  sending.upload.addEventListener("progress", (event) => { bar.value = (100 * event.loaded) / event.total; });
  sending.addEventListener("error", () => fail());
  sending.addEventListener("load", () => {
    const plain = sending.getResponseHeader("Content-Type")?.startsWith("text/plain");
    if (sending.status !== 200 || !plain) return fail(plain && sending.responseText);
    box.remove();
    put(field, sending.responseText, Math.min(place, field.value.length));
  });
  const go = () => {
    if (!words.value.trim()) {
      say.textContent = box.dataset.needed;
      return words.focus();
    }
    const form = new FormData();
    form.append("picture", file);
    form.append("alt", words.value);
    sending.open("POST", "/pictures");
    for (const [name, value] of Object.entries(JSON.parse(document.body.getAttribute("hx-headers")))) sending.setRequestHeader(name, value);
    sending.setRequestHeader("HX-Request", "true");
    [bar.hidden, bar.value, send.disabled, say.textContent] = [false, 0, true, box.dataset.sending];
    sending.send(form);
  };

  send.addEventListener("click", go);
  box.querySelector("[data-leave]").addEventListener("click", leave);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === words) go();
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
  });
  // What is typed here is not yet a change of the text.
  box.addEventListener("input", (event) => event.stopPropagation());
  (field.closest(".editor-box") ?? field).after(box);
  words.focus();
};

if (tool) {
  document.addEventListener("paste", (event) => {
    const found = event.target.matches?.(TEXTS) ? pictures(event.clipboardData) : [];
    if (!found.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    for (const file of found) ask(event.target, file);
  });
  const over = (event, on) => {
    const field = event.target.closest?.(TEXTS);
    if (!field || !event.dataTransfer?.types.includes("Files")) return null;
    field.classList.toggle("takes-picture", on);
    return field;
  };
  document.addEventListener("dragover", (event) => { if (over(event, true)) event.preventDefault(); });
  document.addEventListener("dragleave", (event) => { over(event, false); });
  document.addEventListener("drop", (event) => {
    const field = over(event, false);
    if (!field) return;
    event.preventDefault();
    for (const file of pictures(event.dataTransfer)) ask(field, file);
  });
}
