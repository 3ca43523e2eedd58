// Names each text editor after its label: the editor is a box of its own, which no label is tied to.
const nameEditors = () => {
  for (const editor of document.querySelectorAll("[contenteditable][role=textbox]:not([aria-label])")) {
    const label = editor.closest(".form-row")?.querySelector("label");
    if (label) editor.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""));
  }
};
new MutationObserver(nameEditors).observe(document.documentElement, { childList: true, subtree: true });
nameEditors();
