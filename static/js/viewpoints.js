// Keys for those who register many viewpoints. Everything works without this file.

const form = document.querySelector("form[data-keys]");
if (form) {
  for (const hint of form.querySelectorAll(".keys")) hint.hidden = false;

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    // Only among the kinds themselves, so that no key does anything unexpected elsewhere.
    if (event.target.name !== "kind" || event.ctrlKey || event.altKey || event.metaKey) return;
    const kind = form.elements.kind[Number(event.key) - 1];
    if (kind) {
      kind.checked = true;
      kind.focus();
    }
  });
}

const tickAll = document.querySelector("[data-tick-all]");
if (tickAll) {
  tickAll.hidden = false;
  tickAll.addEventListener("click", () => {
    for (const box of document.querySelectorAll("input[form=several]")) box.checked = true;
  });
}
