/* What happens in the page without the server: opening sources, copying, linking, downloading. */
(() => {
  const wide = window.matchMedia("(min-width: 1100px)");
  let opener = null;

  const chat = () => document.getElementById("chat");
  const panel = () => document.getElementById("source-panel");

  function openSource(button) {
    const { openTurn, openKey, openNumber } = button.dataset;
    const stored = document.querySelector(
      `.source-store[data-source-of="${CSS.escape(openTurn)}"][data-key="${CSS.escape(openKey)}"]`);
    const aside = panel();
    if (!stored || !aside) return;
    document.querySelectorAll(".opened").forEach((n) => n.classList.remove("opened"));
    button.classList.add("opened");
    const body = aside.querySelector(".panel-body");
    body.replaceChildren(...[...stored.childNodes].map((n) => n.cloneNode(true)));
    body.scrollTop = 0;
    const marks = [...body.querySelectorAll("mark")].filter(
      (m) => openNumber && m.dataset.n.split(" ").includes(openNumber));
    marks.forEach((m) => m.classList.add("active"));
    chat().classList.add("source-open");
    opener = button;
    if (marks[0]) {
      const top = marks[0].getBoundingClientRect().top - body.getBoundingClientRect().top;
      body.scrollTop = Math.max(0, top - body.clientHeight / 3);
    }
    if (!wide.matches) {
      aside.setAttribute("role", "dialog");
      aside.setAttribute("aria-modal", "true");
    } else {
      aside.removeAttribute("role");
      aside.removeAttribute("aria-modal");
    }
    aside.focus({ preventScroll: true });
  }

  function closeSource() {
    if (!chat()?.classList.contains("source-open")) return;
    chat().classList.remove("source-open");
    document.querySelectorAll(".opened").forEach((n) => n.classList.remove("opened"));
    opener?.focus();
    opener = null;
  }

  async function copy(button) {
    const selector = button.dataset.copy;
    const scope = button.closest("[data-copy-scope], .answer, .finding, .rewrite") || document;
    const node = scope.querySelector(selector);
    if (!node) return;
    const clone = node.cloneNode(true);
    clone.querySelectorAll("button.cite, del, [hidden]").forEach((n) => n.remove());
    const holder = document.createElement("div");
    holder.style.cssText = "position:fixed;left:-9999px;top:0;white-space:pre-wrap";
    holder.append(clone);
    document.body.append(holder);
    const text = holder.innerText.trim();
    holder.remove();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1600);
  }

  /* A dangerous button asks once more by changing its own words. */
  function allows(button) {
    if (!("confirm" in button.dataset) || button.dataset.armed) return true;
    const before = [...button.childNodes];
    button.dataset.armed = "1";
    button.classList.add("armed");
    button.replaceChildren(button.dataset.sure);
    setTimeout(() => {
      delete button.dataset.armed;
      button.classList.remove("armed");
      button.replaceChildren(...before);
    }, 3000);
    return false;
  }

  function download(value) {
    if (!value) return;
    const file = JSON.parse(value);
    const bytes = Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    link.download = file.name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function toggleReason(button) {
    const form = document.getElementById(button.dataset.reason);
    if (!form) return;
    form.hidden = !form.hidden;
    if (!form.hidden) form.querySelector("input").focus();
  }

  function startRename(button) {
    const row = button.closest(".conversation");
    const form = row.querySelector(".rename");
    row.classList.toggle("renaming");
    form.hidden = !form.hidden;
    if (!form.hidden) form.querySelector("input").select();
  }

  /* On a phone the list of conversations opens on demand. */
  function toggleList(open) {
    const now = chat().classList.toggle("list-open", open);
    document.querySelector("[data-toggle-list]")?.setAttribute("aria-expanded", String(now));
  }

  function setTheme(dark) {
    document.body.classList.toggle("dark", dark);
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  }

  function toggleTheme() {
    const dark = !document.body.classList.contains("dark");
    setTheme(dark);
    try { localStorage.setItem("presign-theme", dark ? "dark" : "light"); } catch { /* private mode */ }
  }

  function linkFinding(id, from) {
    const other = from === "text"
      ? document.querySelector(`.finding[data-finding="${CSS.escape(id)}"]`)
      : document.querySelector(`.clause-text [data-finds~="${CSS.escape(id)}"]`);
    document.querySelectorAll(".linked").forEach((n) => n.classList.remove("linked"));
    document.querySelectorAll(`[data-finds~="${CSS.escape(id)}"], .finding[data-finding="${CSS.escape(id)}"]`)
      .forEach((n) => n.classList.add("linked"));
    if (!other) return;
    if (from === "text") other.querySelector("details")?.setAttribute("open", "");
    other.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    ((from === "text" && other.querySelector("summary")) || other).focus({ preventScroll: true });
  }

  function filterFindings(button) {
    const scope = button.closest(".review");
    const kind = button.dataset.filter;
    scope.querySelectorAll("[data-filter]").forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    scope.dataset.shown = kind;
    scope.querySelectorAll(".finding").forEach((f) => { f.hidden = kind !== "all" && f.dataset.kind !== kind; });
    scope.querySelectorAll(".finding-group").forEach((g) => {
      g.hidden = ![...g.querySelectorAll(".finding")].some((f) => !f.hidden);
    });
  }

  document.addEventListener("click", (e) => {
    const on = (selector) => e.target.closest(selector);
    let node;
    if (on(".conversation-open, #new-chat, #chat-main")) toggleList(false);
    if ((node = on("[data-open-key]"))) openSource(node);
    else if (on("[data-close-panel]")) closeSource();
    else if ((node = on("[data-copy]"))) copy(node);
    else if ((node = on("[data-reason]"))) toggleReason(node);
    else if ((node = on("[data-rename]"))) startRename(node);
    else if (on("[data-theme]")) toggleTheme();
    else if ((node = on("[data-toggle-list]"))) toggleList();
    else if ((node = on("[data-filter]"))) filterFindings(node);
    else if ((node = on("[data-finds]"))) linkFinding(node.dataset.finds.split(" ")[0], "text");
    else if ((node = on("[data-show-in-text]"))) linkFinding(node.dataset.showInText, "list");
    else if ((node = on("[data-fill]"))) fill(node);
  });

  function fill(button) {
    const area = document.querySelector(`${button.dataset.fill} textarea`);
    if (!area) return;
    area.value = button.dataset.text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") closeSource();
    const mark = e.target.closest?.("[data-finds]");
    if (mark && (e.key === "Enter" || e.key === " ")) {
      e.preventDefault();
      linkFinding(mark.dataset.finds.split(" ")[0], "text");
    }
  });

  /* A new turn stands at the top while it grows; a reader who scrolls is left alone. */
  function follow(log) {
    let turns = 0, growing = false;
    ["wheel", "touchmove"].forEach((kind) => log.addEventListener(kind, () => { growing = false; }, { passive: true }));
    new MutationObserver(() => {
      const all = log.querySelectorAll(".turn");
      const last = all[all.length - 1];
      if (all.length > turns) growing = true;
      turns = all.length;
      if (!last || !growing) return;
      last.scrollIntoView({ block: "start" });
      if (last.querySelector(".actions, .failed, .stopped")) growing = false;
    }).observe(log, { childList: true, subtree: true });
  }

  /* A finished review comes into view with its exports above it. */
  function reveal(critique) {
    let shown = null;
    new MutationObserver(() => {
      const exports = critique.querySelector("#critique-exports");
      const review = exports && !critique.querySelector(".working") ? critique.querySelector(".review") : null;
      if (review && shown !== review) exports.scrollIntoView({ block: "start" });
      shown = review;
    }).observe(critique, { childList: true, subtree: true });
  }

  function whenThere(selector, act) {
    const found = document.querySelector(selector);
    if (found) return act(found);
    const watcher = new MutationObserver(() => {
      const node = document.querySelector(selector);
      if (node) { watcher.disconnect(); act(node); }
    });
    watcher.observe(document.documentElement, { childList: true, subtree: true });
  }

  window.presign = { allows, download };
  document.documentElement.lang = window.presignLanguage || "zh-CN";
  let stored = null;
  try { stored = localStorage.getItem("presign-theme"); } catch { /* private mode */ }
  const dark = stored ? stored === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  whenThere("body", () => setTheme(dark));
  whenThere("gradio-app .gradio-container", () => setTheme(dark));
  whenThere("#transcript", follow);
  whenThere("#critique", reveal);
})();
