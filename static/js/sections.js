// adminsortable2 takes the first table in a list of rows for the list itself, even a table that
// stands in an editor: then neither the mouse nor the buttons move a section. A list of stacked
// rows has no table of its own.
addEventListener("load", () => {
  for (const list of document.querySelectorAll("fieldset.sortable:has(> .inline-related)")) {
    list.querySelector = (selector) =>
      selector === "table tbody" ? null : Element.prototype.querySelector.call(list, selector)
  }
}, {capture: true})
