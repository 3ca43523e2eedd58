// Below each text editor, a list of the photos of the site: the one that is chosen is put below the
// paragraph, the list or the table in which the cursor is, as a paragraph that names it.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const list = document.getElementById("our-photos")?.content.cloneNode(true).firstElementChild;
  if (!list) return;
  list.setAttribute("aria-label", `A photo in: ${textarea.labels[0]?.textContent ?? ""}`);
  list.querySelector("button").addEventListener("click", () => {
    const text = `{{photo:${list.querySelector("select").value}}}`;
    const { $to } = editor.state.selection;
    const below = $to.depth ? $to.after(1) : $to.pos;
    editor.chain().focus().insertContentAt(below, { type: "paragraph", content: [{ type: "text", text }] }).run();
  });
  textarea.closest(".prose-editor").after(list);
});
