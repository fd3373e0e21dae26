// The proposal page without reloading it: every form is sent as it stands and the page's part is put in its place.
// Without this script the same forms work as they are.
"use strict";

(() => {
  const root = () => document.getElementById("intake");
  const inField = (node) => node && node.closest && node.closest("input, textarea, select, [contenteditable]");
  const items = () => [...document.querySelectorAll(".intake-item")].filter((item) => item.offsetParent);
  let here = "";
  let busy = false;

  const say = (words) => {
    const saved = document.getElementById("saved");
    if (saved) saved.textContent = words;
  };

  const remember = () => ({
    open: [...document.querySelectorAll("#intake details[id]")].map((one) => [one.id, one.open]),
    scroll: [".intake-document", ".intake-draft"].map((name) => document.querySelector(name)?.scrollTop || 0),
    page: window.scrollY,
  });

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
    if (busy) return;
    busy = true;
    say("Saving …");
    const body = new FormData(form);
    if (button && button.name) body.set(button.name, button.value);
    const kept = remember();
    if (button && button.value === "change") kept.open = kept.open.filter(([id]) => id !== button.closest("details")?.id);
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.getElementById("intake");
      if (!answer.ok || !part) {
        say(answer.status === 401 ? "You are signed out: sign in in another tab, then press again. Nothing is lost." : "Not saved. Try again.");
        return;
      }
      root().replaceWith(document.importNode(part, true));
      restore(kept);
      if (here) focusOn(here);
      const told = root().querySelector(".intake-message.is-error");
      say(told ? told.textContent : "Saved.");
      if (told) told.scrollIntoView({ block: "nearest" });
    } catch {
      say("Not saved: no connection. What you typed is still here; press again.");
    } finally {
      busy = false;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!root() || !form.closest("#intake") || form.id === "create" || form.closest(".intake-panel")) return;
    if (form.action.includes("/put-away/")) return;
    event.preventDefault();
    here = form.closest(".intake-item")?.dataset.item || here;
    send(form, event.submitter);
  });

  // A changed field is kept when it is left, as its button would keep it.
  document.addEventListener("change", (event) => {
    const details = event.target.closest(".intake-change");
    if (!details || !root()) return;
    const form = details.closest("form");
    here = form.closest(".intake-item").dataset.item;
    const button = details.querySelector("button[value=change]");
    const kept = details.id;
    send(form, { name: "verb", value: "change", closest: () => null }).then(() => {
      const again = document.getElementById(kept);
      if (again) again.open = true;
    });
    void button;
  });

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
    document.getElementById("tie-target").focus();
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
        if (!takeSelection() && passage) fillTie(passage.dataset.passage, passage.textContent);
        document.getElementById("tie-target")?.focus();
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
