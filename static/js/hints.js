// While somebody writes, the hints for that text, as the server finds them. Without this file they stand
// there when the form opens.
const PAUSE = 800; // milliseconds without a key
const waiting = new Map();
const placeOf = (field) => {
  const row = field.closest(".flex-container").parentElement;
  const place = row.querySelector(".hints") ?? document.createElement("div");
  if (!place.isConnected) row.append(place);
  place.className = "hints";
  place.ariaLive = "polite";
  return place;
};
const ask = async (field) => {
  const place = placeOf(field);
  const [kind, language] = field.dataset.hints.split(" ");
  const text = field.value;
  const { csrfmiddlewaretoken } = field.form.elements;
  const body = new URLSearchParams({ kind, language, text, csrfmiddlewaretoken: csrfmiddlewaretoken.value });
  const answer = await fetch("/admin/hints/", { method: "POST", body }).catch(() => null);
  const found = answer?.ok ? await answer.text() : place.innerHTML;
  if (field.value === text && place.innerHTML !== found) place.innerHTML = found;
};
const askSoon = (field) => {
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(ask, PAUSE, field));
};
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  if (textarea.dataset.hints) editor.on("update", () => askSoon(textarea));
});
document.addEventListener("input", ({ target }) => {
  if (target.dataset.hints) askSoon(target);
});
