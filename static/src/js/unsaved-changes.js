// Warns before a page with unsaved answers is left. Sending the form is not leaving.
export function guardChanges(page) {
  const forms = [...page.querySelectorAll("form[data-guard]")];
  if (forms.length === 0) return;
  const before = new Map(forms.map((form) => [form, answers(form)]));
  let sending = false;
  page.addEventListener("submit", () => (sending = true));
  addEventListener("pageshow", () => (sending = false));
  addEventListener("beforeunload", (event) => {
    if (!sending && forms.some((form) => answers(form) !== before.get(form))) event.preventDefault();
  });
}

function answers(form) {
  const entries = [...new FormData(form)].map(([name, value]) => [
    name,
    value instanceof File ? `${value.name}/${value.size}` : value,
  ]);
  return JSON.stringify(entries);
}
