// Menus made of <details data-closes> close on Escape and on a click elsewhere.
export function closeDetails(page) {
  const open = () => page.querySelectorAll("details[data-closes][open]");
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of open()) {
      const inside = details.contains(page.activeElement);
      details.open = false;
      if (inside) details.querySelector("summary").focus();
    }
  });
  page.addEventListener("click", (event) => {
    for (const details of open()) {
      if (!details.contains(event.target)) details.open = false;
    }
  });
}
