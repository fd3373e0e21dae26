// The proposal page without reloading it: every form is sent as it stands and the page's part is put in its place.
// Without this script the same forms work as they are.
"use strict";

(() => {
  const root = () => document.getElementById("intake");
  const inField = (node) => node && node.closest && node.closest("input, textarea, select, [contenteditable]");
  const items = () => [...document.querySelectorAll(".intake-item")].filter((item) => item.offsetParent);
  let here = "";
  let busy = false;
  const waiting = []; // what was pressed while something else was being saved
  const typed = new Map(); // id of a field → what was typed into it and is not saved yet

  const say = (words) => {
    const saved = document.getElementById("saved");
    if (saved) saved.textContent = words;
  };

  const remember = () => ({
    open: [...document.querySelectorAll("#intake details[id]")].map((one) => [one.id, one.open]),
    scroll: [".intake-document", ".intake-draft"].map((name) => document.querySelector(name)?.scrollTop || 0),
    page: window.scrollY,
    field: inField(document.activeElement) ? document.activeElement.id : "",
    caret: caretOf(document.activeElement),
    tie: document.getElementById("tie")?.classList.contains("is-open") ? tieFields().map((one) => [one.id, one.value]) : [],
  });

  const tieFields = () => [...document.querySelectorAll("#tie [id]")].filter((one) => "value" in one && one.matches("input, textarea, select"));

  function caretOf(field) {
    try {
      return [field.selectionStart, field.selectionEnd];
    } catch {
      return [null, null]; // a field of this type has no caret that can be asked for
    }
  }

  // What was typed and not sent with the page's part that was replaced is put back where it stood, with the caret.
  function putBack(kept) {
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = value;
      const details = field.closest("details");
      if (details) details.open = true;
    }
    if (kept.tie.length && document.getElementById("tie")) {
      for (const [id, value] of kept.tie) {
        const field = document.getElementById(id);
        if (field) field.value = value;
      }
      document.getElementById("tie-told").textContent = document.getElementById("tie-passage").value;
      document.getElementById("tie").classList.add("is-open");
    }
    const field = kept.field && document.getElementById(kept.field);
    if (!field) return false;
    field.focus({ preventScroll: true });
    if (kept.caret[0] !== null && field.setSelectionRange) {
      try {
        field.setSelectionRange(...kept.caret);
      } catch {
        // a field of this type keeps no caret
      }
    }
    return true;
  }

  // The form that stands where a form stood before the page's part was replaced.
  const formLike = (form, item) => (form.id ? document.getElementById(form.id) : document.querySelector(`.intake-item[data-item="${CSS.escape(item)}"] form`));

  const restore = (kept) => {
    for (const [id, open] of kept.open) {
      const one = document.getElementById(id);
      if (one && open) one.open = true;
    }
    [".intake-document", ".intake-draft"].forEach((name, at) => {
      const part = document.querySelector(name);
      if (part) part.scrollTop = kept.scroll[at];
    });
    window.scrollTo(0, kept.page);
  };

  const focusOn = (key) => {
    const item = [...document.querySelectorAll(".intake-item")].find((one) => one.dataset.item === key);
    if (item) item.focus({ preventScroll: true });
  };

  async function send(form, button) {
    const item = form.closest(".intake-item")?.dataset.item || "";
    if (busy) {
      if (form.id || item) waiting.push(() => [formLike(form, item), button]);
      return;
    }
    busy = true;
    say("Saving …");
    const body = new FormData(form);
    if (button && button.name) body.set(button.name, button.value);
    const sent = [...typed].filter(([id]) => form.contains(document.getElementById(id)));
    sent.forEach(([id]) => typed.delete(id));
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.getElementById("intake");
      if (!answer.ok || !part) {
        sent.forEach(([id, value]) => typed.has(id) || typed.set(id, value));
        say(answer.status === 401 ? "You are signed out: sign in in another tab, then press again. Nothing is lost." : "Not saved. Try again.");
        return;
      }
      const kept = remember(); // as it is now: typing went on while this was being saved
      if (button && button.value === "change" && button.closest) kept.open = kept.open.filter(([id]) => id !== button.closest("details")?.id);
      const isRefused = part.querySelector(".intake-message.is-error") !== null;
      if (form.id === "tie" && !isRefused) kept.tie = [];
      if (isRefused) sent.forEach(([id, value]) => typed.has(id) || typed.set(id, value));
      root().replaceWith(document.importNode(part, true));
      ready();
      restore(kept);
      if (!putBack(kept) && here) focusOn(here);
      const told = root().querySelector(".intake-message.is-error");
      say(told ? told.textContent : "Saved.");
      if (told) told.scrollIntoView({ block: "nearest" });
    } catch {
      sent.forEach(([id, value]) => typed.has(id) || typed.set(id, value));
      say("Not saved: no connection. What you typed is still here; press again.");
    } finally {
      busy = false;
    }
    const next = waiting.shift()?.();
    if (next && next[0]) await send(...next);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!root() || !form.closest("#intake") || form.id === "create" || form.closest(".intake-panel")) return;
    if (form.action.includes("/put-away/")) return;
    event.preventDefault();
    here = form.closest(".intake-item")?.dataset.item || here;
    send(form, event.submitter);
  });

  document.addEventListener("input", (event) => {
    if (event.target.id && event.target.closest(".intake-change")) typed.set(event.target.id, event.target.value);
  });

  // A changed field is kept when it is left, as its button would keep it.
  function keep(field) {
    const details = field.closest(".intake-change");
    if (!details || !root()) return;
    const form = details.closest("form");
    here = form.closest(".intake-item").dataset.item;
    const kept = details.id;
    send(form, { name: "verb", value: "change" }).then(() => {
      const again = document.getElementById(kept);
      if (again) again.open = true;
    });
  }

  document.addEventListener("change", (event) => keep(event.target));
  // A field that was put back with what was typed tells of no change when it is left.
  document.addEventListener("focusout", (event) => {
    if (typed.has(event.target.id) && event.target.isConnected && !busy) setTimeout(() => typed.has(event.target.id) && keep(event.target));
  });

  // A long list is narrowed by what is typed above it; nothing in it is chosen before somebody does.
  const whole = new WeakMap();
  function ready() {
    for (const select of document.querySelectorAll("select[data-filter]")) {
      const filter = document.getElementById(select.dataset.filter);
      if (!filter) continue;
      filter.hidden = false;
      whole.set(filter, [select, [...select.children].map((one) => one.cloneNode(true))]);
    }
  }
  function narrow(filter) {
    const [select, all] = whole.get(filter);
    const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (option) => wanted.every((word) => option.textContent.toLowerCase().includes(word));
    const chosen = select.value;
    select.replaceChildren(
      ...all.flatMap((one) => {
        const copy = one.cloneNode(true);
        if (copy.tagName !== "OPTGROUP") return [copy];
        const inGroup = one.label.toLowerCase();
        if (!wanted.every((word) => inGroup.includes(word))) [...copy.children].filter((option) => !fits(option)).forEach((option) => option.remove());
        return copy.children.length ? [copy] : [];
      }),
    );
    select.value = [...select.options].some((option) => option.value === chosen) ? chosen : "";
  }
  document.addEventListener("input", (event) => whole.has(event.target) && narrow(event.target));
  document.addEventListener("keydown", (event) => {
    if (!whole.has(event.target) || !["Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const [select] = whole.get(event.target);
    if (event.key === "Enter" && event.target.value && select.options.length > 1) select.selectedIndex = select.options[0].value ? 0 : 1;
    select.focus();
  });
  const toTarget = () => {
    const filter = document.getElementById("tie-filter");
    (filter && !filter.hidden ? filter : document.getElementById("tie-target"))?.focus();
  };

  // Words that are selected in one passage go into the form that ties them.
  function takeSelection() {
    const chosen = window.getSelection();
    if (!chosen || chosen.isCollapsed || !document.getElementById("tie")) return false;
    const of = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-passage]");
    const from = of(chosen.anchorNode);
    if (!from || from !== of(chosen.focusNode)) return false;
    fillTie(from.dataset.passage, chosen.toString());
    return true;
  }

  function fillTie(passage, words) {
    document.getElementById("tie-passage").value = passage;
    document.getElementById("tie-told").textContent = passage;
    document.getElementById("tie-quotation").value = words.replace(/\s+/g, " ").trim();
    document.getElementById("tie").classList.add("is-open");
  }

  document.addEventListener("mouseup", (event) => {
    if (event.target.closest && event.target.closest(".intake-text")) takeSelection();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".intake-tie");
    if (!link) return;
    event.preventDefault();
    const passage = link.closest(".intake-under").previousElementSibling;
    fillTie(passage.dataset.passage, passage.textContent);
    toTarget();
  });
  // On the page of a created round the statement is chosen in the form.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".intake-tie-after");
    if (!link) return;
    event.preventDefault();
    document.getElementById("tie-statement").value = link.dataset.statement;
    document.getElementById("tie").scrollIntoView({ block: "nearest" });
    toTarget();
  });

  const press = (selector) => {
    const item = document.activeElement?.closest(".intake-item") || items().find((one) => one.dataset.item === here);
    item?.querySelector(selector)?.click();
  };

  function step(by) {
    const all = items();
    if (!all.length) return;
    const now = all.findIndex((one) => one === document.activeElement?.closest(".intake-item") || one.dataset.item === here);
    const next = all[Math.min(all.length - 1, Math.max(0, now + by))];
    here = next.dataset.item;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    document.querySelectorAll(".is-here").forEach((one) => one.classList.remove("is-here"));
    next.querySelectorAll(".intake-evidence a").forEach((link) => {
      const passage = document.getElementById(link.hash.slice(1));
      passage?.classList.add("is-here");
      passage?.scrollIntoView({ block: "nearest" });
    });
  }

  document.addEventListener("keydown", (event) => {
    if (!root() || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    const does = {
      j: () => step(1),
      k: () => step(-1),
      a: () => press("button[value=accept]"),
      r: () => press("button[value=reject]"),
      c: () => {
        const item = document.activeElement?.closest(".intake-item");
        const details = item?.querySelector("details");
        if (details) {
          details.open = true;
          details.querySelector("input:not([type=hidden]), select")?.focus();
        }
      },
      u: () => document.querySelector(`form[action="${root().dataset.undo}"] button`)?.click(),
      A: () => document.querySelector("#accept-all button")?.click(),
      t: () => {
        const passage = document.activeElement?.closest("[data-passage]");
        if (!takeSelection() && passage && document.getElementById("tie-passage")) fillTie(passage.dataset.passage, passage.textContent);
        toTarget();
      },
      "?": () => {
        const help = document.querySelector(".intake-steps");
        if (help) {
          help.open = !help.open;
          help.scrollIntoView({ block: "nearest" });
        }
      },
    }[event.key];
    if (does) {
      event.preventDefault();
      does();
    }
  });

  ready();

  // What is pasted keeps its headings, bold and lists: the mark-up goes along beside the text that is shown.
  const paste = document.querySelector("[data-paste]");
  if (paste) {
    const markup = document.getElementById("id_markup");
    const told = document.getElementById("paste-told");
    let pasted = "";
    paste.addEventListener("paste", (event) => {
      const html = event.clipboardData?.getData("text/html");
      if (!html || paste.value.trim()) return;
      markup.value = html;
      setTimeout(() => {
        pasted = paste.value;
        told.textContent = "Pasted with its headings, bold and lists.";
      });
    });
    paste.addEventListener("input", (event) => {
      if (event.inputType !== "insertFromPaste" && markup.value && paste.value !== pasted) {
        markup.value = "";
        told.textContent = "Changed by hand: taken as plain text.";
      }
    });
  }
})();
