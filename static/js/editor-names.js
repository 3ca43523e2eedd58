// A text editor is a box of its own, which no label is tied to. It is named by the label of its
// text and, where there are several, by the heading of its row; it has the hint and the error of
// its text; and a press on the label, or on the line of an error, leads into it.
let named = 0;
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const box = editor.view.dom;
  const row = textarea.closest(".inline-related");
  const names = [...textarea.labels, ...(row?.querySelectorAll(".inline_label") ?? [])];
  for (const name of names) name.id ||= `editor-name-${++named}`;
  box.setAttribute("aria-labelledby", names.map(({ id }) => id).join(" "));
  for (const tie of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(tie)) box.setAttribute(tie, textarea.getAttribute(tie));
  }
});
document.addEventListener("click", (event) => {
  const way = event.target.closest("label[for], a[href^='#']");
  const field = document.getElementById(way?.htmlFor ?? way?.hash.slice(1));
  const box = field?.closest(".prose-editor")?.querySelector("[contenteditable]");
  if (!box) return;
  event.preventDefault();
  box.focus();
});
