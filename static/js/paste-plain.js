// Takes the styles out of what is pasted into a text editor before the browser reads them: the
// policy of these pages allows none, complains of each, and so hides from the editor that Google
// Docs wraps all in a <b> of normal weight. What a style says of bold and italic stays, as a tag.
const MARKED = "span, font, a, b, i, u, p, li, td, th, div";
const withoutStyles = (html) => {
  const pasted = new DOMParser().parseFromString(
    html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(<[^<>]*?[\s"'])style(?=\s*=)/gi, "$1data-style"),
    "text/html",
  );
  for (const element of pasted.querySelectorAll("[data-style]")) {
    const { style } = document.createElement("span");
    style.cssText = element.dataset.style;
    element.removeAttribute("data-style");
    const marks = [/bold|[5-9]00/.test(style.fontWeight) && "strong", style.fontStyle === "italic" && "em"];
    for (const mark of element.matches(MARKED) ? marks.filter(Boolean) : []) {
      const marked = pasted.createElement(mark);
      marked.append(...element.childNodes);
      element.append(marked);
    }
    const plain = (element.matches("b, strong") && /normal|[1-4]00/.test(style.fontWeight))
      || (element.matches("i, em") && style.fontStyle === "normal");
    if (plain) element.replaceWith(...element.childNodes);
  }
  return pasted.body.innerHTML;
};
document.addEventListener("prose-editor:ready", ({ detail }) => {
  detail.editor.view.setProps({ transformPastedHTML: withoutStyles });
});
