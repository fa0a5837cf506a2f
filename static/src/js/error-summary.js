// After a refused form the reader starts at the list of errors.
export function showErrors(page) {
  const summary = page.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "start" });
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const control = link && page.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    // The label must stay in sight, not only the control.
    (control.closest(".field") ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
}
