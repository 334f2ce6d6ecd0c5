// What a browser with scripts adds to pages that work without: no cookie, no request to anybody else.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const memory = {}; // where the browser keeps nothing, for this page
  const read = (store, name) => { try { return JSON.parse(window[store].getItem(name)); } catch { return memory[name]; } };
  const write = (store, name, value) => {
    memory[name] = value;
    try { window[store].setItem(name, JSON.stringify(value)); } catch { /* full, or off */ }
  };
  const list = (store, name) => { const kept = read(store, name); return Array.isArray(kept) ? kept : []; };
  document.documentElement.classList.add("live");

  // Programs kept on this device: a list of ids.
  const saved = () => list("localStorage", "saved").filter((id) => /^prg_\w+$/.test(id));
  const showSaved = () => {
    const ids = saved();
    for (const button of all("[data-save]")) button.setAttribute("aria-pressed", ids.includes(button.dataset.save));
    for (const link of all("[data-saved-link]")) {
      link.toggleAttribute("data-off", !ids.length);
      link.textContent = link.dataset.savedLink.replace("#", ids.length);
      link.href = link.pathname + "?ids=" + ids.join(",");
    }
  };

  // Programs to be compared: pairs of id and name, for as long as this tab is open.
  const picks = document.getElementById("picks");
  const chosen = () => list("sessionStorage", "compare").filter(Array.isArray);
  const choose = (pairs) => { write("sessionStorage", "compare", pairs); showChosen(); };
  const showChosen = () => {
    if (!picks) return;
    const pairs = chosen(), names = picks.querySelector(".tray-names"), lines = names.querySelector("ul");
    const said = picks.querySelector(".tray-said");
    said.dataset.none ??= said.textContent;
    const words = pairs.length ? said.dataset.some.replace("#", pairs.length) : said.dataset.none;
    if (said.textContent !== words) said.textContent = words;
    picks.toggleAttribute("data-chosen", pairs.length > 0);
    for (const part of [names, picks.querySelector("[data-clear]")]) part.toggleAttribute("data-off", !pairs.length);
    if (!pairs.length) names.open = false;
    names.querySelector("summary span").textContent = pairs.map(([, name]) => name).join(" · ");
    lines.replaceChildren(...pairs.map(([id, name]) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.dataset.drop = id;
      button.textContent = lines.dataset.remove;
      button.setAttribute("aria-label", `${lines.dataset.remove}: ${name}`);
      item.append(name, button);
      return item;
    }));
    for (const box of all("input[form=picks]")) box.checked = pairs.some(([id]) => id === box.value);
  };
  picks?.addEventListener("formdata", ({ formData }) => { // those of other pages too, each once
    formData.delete("ids");
    for (const [id] of chosen()) formData.append("ids", id);
  });

  document.addEventListener("click", ({ target }) => {
    const save = target.closest("[data-save]"), drop = target.closest("[data-drop]");
    if (save) {
      const id = save.dataset.save, ids = saved();
      write("localStorage", "saved", ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id]);
      showSaved();
    }
    if (drop) {
      const gone = drop.dataset.drop.split(" ");
      if (location.pathname.endsWith("/shortlist")) write("localStorage", "saved", saved().filter((id) => !gone.includes(id)));
      else choose(chosen().filter(([id]) => !gone.includes(id)));
      if (drop.tagName === "BUTTON") picks.querySelector(chosen().length ? "summary" : "[type=submit]").focus();
    }
    if (target.closest("[data-clear]")) {
      choose([]);
      picks.querySelector("[type=submit]").focus();
    }
  });

  // Filters: a choice asks at once, and the page comes back at the same place with the same focus.
  const form = document.querySelector(".columns #filters"), sheet = form?.closest("details");
  let byArrow = false; // arrow keys walk through the choices of a radio group or a select: no choice yet
  document.addEventListener("keydown", ({ key }) => { byArrow = key.startsWith("Arrow"); });
  document.addEventListener("pointerdown", () => { byArrow = false; });
  document.addEventListener("change", ({ target }) => {
    if (target.form === picks && picks && target.name === "ids") {
      const others = chosen().filter(([id]) => id !== target.value);
      if (!target.checked) choose(others);
      else if (others.length < picks.dataset.most) choose([...others, [target.value, target.dataset.name]]);
      else {
        target.checked = false;
        const said = picks.querySelector(".tray-said");
        said.textContent = "";
        said.textContent = said.dataset.full;
      }
    }
    if (form && target.form === form && target.type !== "text" && !byArrow) {
      const { name, value } = target;
      write("sessionStorage", "place", { name, value, top: target.getBoundingClientRect().top, open: sheet.open });
      form.requestSubmit();
    }
  });
  const comeBack = () => {
    const place = read("sessionStorage", "place");
    write("sessionStorage", "place", null);
    if (!place) return;
    sheet.open = place.open;
    const same = (each) => each.name === place.name && (each.tagName === "SELECT" || each.value === place.value);
    const control = [...form.elements].find(same);
    if (!control) return;
    const scroller = place.open && narrow.matches ? sheet : window;
    scroller.scrollBy(0, control.getBoundingClientRect().top - place.top);
    control.focus({ preventScroll: true });
  };
  const narrow = matchMedia("(max-width: 52.99rem)");
  const fence = () => { // while the sheet lies over the page, nothing behind it can be reached
    for (let each = sheet; each !== document.body; each = each.parentElement)
      for (const other of each.parentElement.children) if (other !== each) other.inert = sheet.open && narrow.matches;
  };
  if (form) {
    form.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of [...formData]) if (!value) formData.delete(name);
    });
    sheet.addEventListener("toggle", fence);
    narrow.addEventListener("change", fence);
    sheet.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !narrow.matches) return;
      sheet.open = false;
      sheet.querySelector("summary").focus();
    });
    write("sessionStorage", "search", location.search);
    comeBack();
  }

  // The words that one agrees to show the number as it is typed; what is sent of them is what is shown.
  const phone = document.querySelector("[data-phone-typed]");
  const showPhone = () => {
    const typed = phone.value.replace(/^ +| +$/g, "");
    for (const place of all("[data-phone]")) place.textContent = typed || place.dataset.phone;
    for (const block of all(".consent")) {
      block.querySelector("[name=text]").value = block.querySelector(".wording").textContent;
    }
  };
  phone?.addEventListener("input", showPhone);
  phone?.form.addEventListener("submit", showPhone);

  // The way back leads to the very search that was left.
  const search = read("sessionStorage", "search");
  for (const link of all("[data-back-to-results]")) {
    const zip = (query) => new URLSearchParams(query).get("zip")?.slice(0, 5);
    if (search && zip(search) === zip(link.search)) link.href = link.pathname + search;
  }

  const show = () => { showSaved(); showChosen(); };
  show();
  addEventListener("storage", show);
  addEventListener("pageshow", (event) => {
    const [visit] = performance.getEntriesByType("navigation");
    if (form && (event.persisted || visit?.type === "back_forward")) form.reset(); // to the filters of this answer
    if (phone) showPhone();
    show();
  });
})();
