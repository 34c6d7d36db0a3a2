/* The board as columns: a card dragged into another column sends the form behind its "Change status" link, filled in.
   Only an extra: the links stay for keyboards, touch and everybody else, and the server says what became of it. */

const board = document.querySelector("[data-board]");
let dragged = null;

for (const card of board.querySelectorAll("[data-change]")) {
  card.draggable = true;
  card.querySelectorAll("a").forEach((link) => {
    link.draggable = false;
  });
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.querySelector("a").textContent);
  });
  card.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
  });
  document.querySelector("[data-board-hint]").hidden = false;
}

for (const column of board.querySelectorAll("[data-status]")) {
  column.addEventListener("dragover", (event) => {
    const isOther = dragged && column !== columnOf(dragged);
    mark(isOther ? column : null);
    if (isOther) event.preventDefault(); /* without this nothing can be dropped here */
  });
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    if (dragged) change(dragged, column.dataset.status);
  });
}

function columnOf(card) {
  return card.closest("[data-status]");
}

function mark(column) {
  board.querySelectorAll(".anchors-board__over").forEach((each) => each.classList.remove("anchors-board__over"));
  column?.classList.add("anchors-board__over");
}

/* `was` is the status that the person saw, so that the server notices a change by somebody else. Where there is no
   such form, as after the session has ended, the person is led to its page. */
async function change(card, status) {
  const { change: address } = card.dataset;
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = document.adoptNode(page.querySelector("main form"));
    form.querySelector(`[name="status"][value="${status}"]`).checked = true;
    form.elements.was.value = columnOf(card).dataset.status;
    form.action = address;
    form.hidden = true;
    document.body.append(form);
    form.submit();
  } catch {
    window.location.assign(address);
  }
}
