// Copies the lines above a button.
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const lines = button.parentElement.previousElementSibling, said = button.nextElementSibling;
    getSelection().selectAllChildren(lines);
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(lines.textContent);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "Selected. Copy it with your keyboard."; // the browser keeps us from the clipboard
    }
  });
}
