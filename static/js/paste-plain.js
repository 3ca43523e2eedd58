// Takes the styles out of what is pasted into a text editor before the browser reads them: the
// policy of these pages allows none, complains of each, and so hides from the editor that Google
// Docs wraps all in a <b> of normal weight. What a style says of bold and italic stays, as a tag; so
// does a list of Word, which is a row of paragraphs, each with its dot or number and a style.
const MARKED = "span, font, a, b, i, u, p, li, td, th, div";
const withLists = (pasted) => {
  let open = []; // the lists around the paragraph, from the outermost on
  for (const line of pasted.querySelectorAll("p[data-style*='mso-list:l']")) {
    const level = Number(/mso-list:l\d+ level(\d)/.exec(line.dataset.style)?.[1] ?? 1);
    const sign = line.querySelector("[data-style*='mso-list:Ignore']");
    const kind = /^\s*\w+[.)]/.test(sign?.textContent) ? "ol" : "ul";
    sign?.remove();
    if (line.previousElementSibling !== open[0]?.list) open = [];
    open = open.filter((one) => one.level < level || (one.level === level && one.list.localName === kind));
    if (open.at(-1)?.level !== level) {
      const list = pasted.createElement(kind);
      if (open.length) open.at(-1).list.lastElementChild.append(list);
      else line.before(list);
      open.push({ level, list });
    }
    const item = pasted.createElement("li");
    item.dataset.style = line.dataset.style;
    item.append(...line.childNodes);
    open.at(-1).list.append(item);
    line.remove();
  }
};
const withoutStyles = (html) => {
  const pasted = new DOMParser().parseFromString(
    html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(<[^<>]*?[\s"'])style(?=\s*=)/gi, "$1data-style"),
    "text/html",
  );
  withLists(pasted);
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
