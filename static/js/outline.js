// A part of a page is dragged to its place; without this, its buttons move it by one.
for (const list of document.querySelectorAll(".outline ol:has(form)")) {
  const order = [...list.children]
  let moved
  for (const part of list.children) part.draggable = true
  list.addEventListener("dragstart", (event) => {
    moved = event.target.closest("li")
    event.dataTransfer.effectAllowed = "move"
  })
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li")
    if (!moved || !over) return
    event.preventDefault()
    const box = over.getBoundingClientRect()
    if (over !== moved) over[event.clientY > box.top + box.height / 2 ? "after" : "before"](moved)
  })
  list.addEventListener("dragend", () => {
    if (moved) order.forEach((part) => list.append(part)) // let go elsewhere
    moved = undefined
  })
  list.addEventListener("drop", (event) => {
    event.preventDefault()
    if (!moved) return
    const place = document.createElement("input")
    Object.assign(place, {type: "hidden", name: "to", value: [...list.children].indexOf(moved) + 1})
    const form = moved.querySelector("form")
    moved = undefined
    form.append(place)
    form.submit()
  })
}
