// Prints one part of a page alone: a nicety, since every page prints without it too.
for (const row of document.querySelectorAll("[data-print]")) {
  const part = row.closest(".alone");
  row.hidden = false;
  row.querySelector("button").addEventListener("click", () => {
    part.classList.add("printing");
    window.print();
  });
}
window.addEventListener("afterprint", () => {
  document.querySelector(".printing")?.classList.remove("printing");
});
