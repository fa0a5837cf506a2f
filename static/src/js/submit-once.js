// A form is sent once. The buttons stay enabled, because a disabled button would
// take its own name and value out of what is sent.
export function submitOnce(page) {
  const sent = new WeakSet();
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    event.submitter?.classList.add("is-busy");
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  // Back from the browser's memory: everything may be sent again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const button of page.querySelectorAll(".is-busy")) {
      button.classList.remove("is-busy");
      button.removeAttribute("aria-disabled");
      if (button.form) sent.delete(button.form);
    }
  });
}
