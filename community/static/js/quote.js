// Quote: what is chosen in a post, or all of it, goes into the answer on the same page; without script its link opens a page.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("a[data-quote]")) event.preventDefault(); // else what is chosen is no longer
});

const say = (name) => document.dispatchEvent(new CustomEvent("say", { detail: { name } }));

const chosenIn = (post) => {
  const choice = getSelection();
  const words = choice.rangeCount ? choice.toString().trim() : "";
  const inside = words && [...post.querySelectorAll(":scope > .prose")].some((prose) => prose.contains(choice.getRangeAt(0).commonAncestorContainer));
  return inside ? words : "";
};

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-quote]");
  const field = link && document.querySelector("#answer-form textarea");
  if (!field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const words = chosenIn(link.closest("article"));
  let quote = `> ${link.dataset.quote}\n>\n${words.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
  if (!words) {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer || answer.redirected) return say(answer ? "signed-out" : "offline");
    const isQuote = answer.ok && answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (!isQuote) return open(link.href); // in a tab of its own: what is written here stays
    quote = await answer.text();
  }
  const before = field.value.trimEnd();
  field.value = before ? `${before}\n\n${quote}` : quote;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.scrollIntoView({ block: "center" });
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
