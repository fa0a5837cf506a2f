// Says at once that a file is too large, instead of after a long upload.
export function checkFileSizes(page) {
  for (const input of page.querySelectorAll("input[type=file][data-max-bytes]")) {
    input.addEventListener("change", () => check(input));
  }
}

function check(input) {
  const limit = Number(input.dataset.maxBytes);
  const large = [...input.files].find((file) => file.size > limit);
  const id = `${input.id}_size`;
  document.getElementById(id)?.remove();
  input.setCustomValidity("");
  if (!large) return;
  const message = document.createElement("p");
  message.id = id;
  message.className = "field__error";
  message.setAttribute("role", "alert");
  message.textContent = `"${large.name}" is ${megabytes(large.size)}. Kies een bestand van ten hoogste ${megabytes(limit)}.`;
  input.before(message);
}

function megabytes(bytes) {
  const amount = (bytes / 1024 / 1024).toLocaleString("nl-NL", { maximumFractionDigits: 1 });
  return `${amount} MB`;
}
