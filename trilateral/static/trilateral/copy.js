// Puts a button beside each citation that copies it. Without this script the field itself can be selected.
for (const section of document.querySelectorAll("[data-copy]")) {
  for (const field of section.querySelectorAll("textarea")) {
    const button = document.createElement("button");
    button.type = "button";
    const label = (words) => { button.textContent = words; };
    label(section.dataset.copy);
    button.setAttribute("aria-describedby", field.id);
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {  // where the site is read without HTTPS there is no clipboard
        if (!document.execCommand("copy")) return;  // the words are selected
      }
      button.focus();  // where the reader was
      label(section.dataset.copied);
      setTimeout(() => label(section.dataset.copy), 3000);
    });
    field.after(button);
  }
}
