// Whoever asks for it finds what was typed into a form of pages again after the tab was closed: it is
// kept in this browser until it is saved. Signing out clears it (Clear-Site-Data).
const editors = new Map();
const clear = (what) => Object.keys(localStorage).filter(what).forEach((name) => localStorage.removeItem(name));
let keep = () => {};
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  editors.set(textarea, editor);
  editor.on("update", () => keep(textarea));
});
document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-keep-typing]");
  if (!box) return;
  const [wish, offer] = [box.querySelector("input"), box.querySelector("p")];
  const ours = `typed:${box.dataset.keepTyping}:`;
  const place = ours + location.pathname + location.search;
  const forget = () => {
    localStorage.removeItem(place);
    offer.hidden = true;
  };
  // After a form was sent, the page that says so tells that it was saved.
  if (document.querySelector(".messagelist .success")) localStorage.removeItem(sessionStorage.sent);
  sessionStorage.removeItem("sent");
  // What somebody else typed here, who did not sign out, is not for this person.
  clear((name) => name.startsWith("typed:") && !name.startsWith(ours));
  const kept = JSON.parse(localStorage.getItem(place)) ?? { fields: {} };
  keep = (field) => {
    if (!wish.checked || !field.name) return;
    kept.fields[field.name] = field.value;
    kept.at = Date.now();
    localStorage.setItem(place, JSON.stringify(kept));
  };
  box.hidden = false;
  const wished = `keep-typing:${box.dataset.keepTyping}`;
  wish.checked = wished in localStorage;
  wish.addEventListener("change", () => {
    if (wish.checked) localStorage.setItem(wished, "yes");
    else clear((name) => name === wished || name.startsWith(ours));
  });
  if (kept.at) {
    offer.querySelector("time").textContent = new Date(kept.at).toLocaleString();
    offer.hidden = false;
  }
  const [putBack, forgetIt] = offer.querySelectorAll("button");
  putBack.addEventListener("click", () => {
    for (const [name, text] of Object.entries(kept.fields)) {
      const field = wish.form.elements[name];
      if (!field) continue;
      editors.get(field)?.commands.setContent(text, { emitUpdate: false });
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    offer.hidden = true;
  });
  forgetIt.addEventListener("click", () => {
    kept.fields = {};
    forget();
  });
  wish.form.addEventListener("input", ({ target }) => {
    if (target.matches("textarea, input[type=text]")) keep(target);
  });
  wish.form.addEventListener("submit", () => {
    sessionStorage.sent = place;
  });
});
