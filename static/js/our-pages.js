// The field for the address of a link offers the pages of this site and their parts by name.
new MutationObserver(() => {
  for (const field of document.querySelectorAll(".prose-editor-dialog [name=href]:not([list])")) {
    field.setAttribute("list", "our-pages")
  }
}).observe(document.documentElement, {childList: true, subtree: true})
