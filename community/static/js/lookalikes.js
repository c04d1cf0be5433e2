// What the asker opened before asking is told with the question.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".lookalikes a");
  const shown = link?.closest("li").querySelector('input[name="shown"]');
  const form = document.getElementById("ask");
  if (!shown || !form) return;
  const opened = document.createElement("input");
  Object.assign(opened, { type: "hidden", name: "opened", value: shown.value });
  form.append(opened);
});
