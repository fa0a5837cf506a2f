// Warns before a page with unsaved answers is left. Sending the form is not leaving, and
// a field that saved itself ("bewaard") is not unsaved.
export function guardChanges(page) {
  const forms = [...page.querySelectorAll("form[data-guard]")];
  if (forms.length === 0) return;
  const before = new Map(forms.map((form) => [form, answers(form)]));
  let sending = false;
  page.addEventListener("submit", () => (sending = true));
  page.addEventListener("bewaard", (event) => {
    const known = before.get(event.target);
    const now = answers(event.target);
    for (const name of known ? event.detail.names : []) known.set(name, now.get(name));
  });
  addEventListener("pageshow", () => (sending = false));
  addEventListener("beforeunload", (event) => {
    if (!sending && forms.some((form) => differs(before.get(form), answers(form)))) event.preventDefault();
  });
}

// What each field holds, by its name.
function answers(form) {
  const held = new Map();
  for (const [name, value] of new FormData(form)) {
    const text = value instanceof File ? `${value.name}/${value.size}` : value;
    held.set(name, JSON.stringify([held.get(name), text]));
  }
  return held;
}

function differs(before, now) {
  return [...new Set([...before.keys(), ...now.keys()])].some((name) => before.get(name) !== now.get(name));
}
