// Asks before a page is left on which words were typed and not saved.
let typedInto = null;
document.addEventListener("input", ({ target }) => {
  if (target.matches("#content-main form[method=post] :is(textarea, input[type=text])")) typedInto = target.form;
});
document.addEventListener("submit", ({ target }) => {
  if (target === typedInto) typedInto = null;
});
window.addEventListener("beforeunload", (event) => {
  if (typedInto) event.preventDefault();
});
