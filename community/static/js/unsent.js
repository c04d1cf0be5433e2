// Words that were not sent stay: nothing leads away from them when the session has ended, the connection is lost or what
// was clicked is refused. What becomes of a draft is said beside its form.
let isOut = false;

const say = (name, more) => document.dispatchEvent(new CustomEvent("say", { detail: { name, ...more } }));
const isClicked = (elt) => elt.matches("a, form, button");
const stateOf = (elt) => elt.closest("form")?.querySelector("[data-draft-state]");

const isWriting = (apart) =>
  [...document.querySelectorAll("main form[method=post] :is(textarea, input[type=text])")].some(
    (one) => one.form !== apart && one.value.trim() && (one.matches("textarea") || one.value !== one.defaultValue));

const saySignedOut = (elt, href) => {
  const place = stateOf(elt);
  if (place || isClicked(elt) || !isOut) say("signed-out", { href, place });
};

// Once one is signed in again, in another tab, the new session's token makes this page's forms valid.
const renew = async () => {
  const answer = await fetch("/drafts").catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const headers = page.body.getAttribute("hx-headers");
  if (headers === document.body.getAttribute("hx-headers")) return;
  document.body.setAttribute("hx-headers", headers);
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = JSON.parse(headers)["X-CSRF-Token"];
  for (const state of document.querySelectorAll("[data-draft-state]")) state.closest("form").dispatchEvent(new Event("input"));
  document.querySelector("[data-said=signed-out]")?.remove();
  isOut = false;
};

document.addEventListener("say", (event) => { isOut ||= event.detail.name === "signed-out"; });
addEventListener("focus", () => { if (isOut) renew(); });

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, xhr } = event.detail;
  const isSignIn = new URL(xhr.responseURL || location).pathname === "/sign-in";
  const away = xhr.getResponseHeader("HX-Redirect") ?? (isSignIn && xhr.responseURL);
  if (!away) return;
  event.preventDefault();
  if (isClicked(elt) && !isWriting()) location.assign(away);
  else saySignedOut(elt, isClicked(elt) && away);
});

// The plain form shows a refusal with all its words; what asks by itself (a draft, a promise foretold) never sends it.
document.addEventListener("htmx:responseError", ({ detail: { elt, xhr, requestConfig } }) => {
  const form = elt.matches("form, button") && requestConfig.verb === "post" && elt.closest("form");
  const refusal = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".notice p:last-child");
  if (xhr.status === 403) renew();
  if (form && !(isWriting(form) && (refusal || xhr.status === 401))) HTMLFormElement.prototype.submit.call(form);
  else if (xhr.status === 401) saySignedOut(elt);
  else if (form) document.dispatchEvent(new CustomEvent("toast", { detail: { value: refusal.textContent } }));
  else if (elt.matches("[data-draft-state]")) say("unkept", { place: elt });
});

document.addEventListener("htmx:sendError", ({ detail: { elt } }) => {
  if (elt.matches("[data-draft-state]")) say("unkept", { place: elt });
  else if (isClicked(elt)) say("offline");
});
