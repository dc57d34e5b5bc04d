// Comfort on top of pages that work without it: busy buttons, focus after a swap, words for failures, a warning before sign-out.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const lost = () => !document.activeElement || document.activeElement === document.body;

  // -- in flight: the form is busy, its button is off and says so; all undone when the answer is there ------------------

  const held = new Map();

  function hold(form) {
    if (held.has(form)) return;
    const focused = document.activeElement;
    const undo = [...form.querySelectorAll("button:not([type=button])")].map((button) => {
      const words = [...button.childNodes];
      if (button.dataset.busy) button.textContent = button.dataset.busy;
      button.disabled = true;
      return () => {
        button.disabled = false;
        button.replaceChildren(...words);
      };
    });
    form.setAttribute("aria-busy", "true");
    held.set(form, () => {
      form.removeAttribute("aria-busy");
      undo.forEach((step) => step());
      if (lost() && focused.isConnected) focused.focus();
    });
  }

  function release(form) {
    held.get(form)?.();
    held.delete(form);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once]")) return;
    if (held.has(form)) return event.preventDefault();
    hold(form);
    setTimeout(release, 30000, form); // the patient may have pressed Stop
  });

  // -- htmx: what was focused before stays focused, or the region's heading is ------------------------------------------

  let before;

  document.addEventListener("htmx:beforeRequest", (event) => {
    before = document.activeElement;
    if (event.detail.requestConfig.triggeringEvent?.type === "submit") hold(event.detail.elt);
    takeTurn(event);
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!lost()) before = document.activeElement;
    if (before && !detail.target.contains(before)) before = null;
    keepTyped(detail);
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const region = byId(detail.target?.id); // none where the back button brought a whole page
    if (region) bringBack(region);
    if (nextTurn(detail)) return;
    const summary = region?.querySelector("#error-summary");
    if (summary) return summary.focus();
    if (!region || !before || !lost()) return;
    const same = before.id && byId(before.id);
    const heading = region.querySelector("h1, h2") ?? region;
    if (!same) heading.tabIndex = -1;
    (same || heading).focus();
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.xhr.getResponseHeader("HX-Redirect")) return; // on the way to another page: stay busy
    release(detail.elt);
    if (!answered(detail.xhr.status)) nextTurn(detail);
    if (detail.successful) byId("alert").replaceChildren();
    if (detail.successful) extend();
    if (detail.successful && detail.elt.matches("[data-stay]")) byId("main").focus(); // the button is gone
  });

  // -- one request of a region at a time: it is replaced as a whole, so a second answer would have no place to go --------

  const running = new Map(); // by the region's id: the request, and who waits for it
  const answered = (status) => (status >= 200 && status < 300 && status !== 204) || status === 409 || status === 422;

  function takeTurn(event) {
    const { elt, target, xhr, requestConfig } = event.detail;
    const trigger = requestConfig.triggeringEvent?.type;
    const turn = running.get(target.id);
    if (turn?.writes) {
      event.preventDefault();
      if (trigger) turn.waiting = elt; // a poll only comes again
      return;
    }
    turn?.xhr.abort(); // what was asked last is what is wanted
    if (target.id) running.set(target.id, { xhr, writes: trigger === "submit" });
  }

  function nextTurn({ target, xhr }) {
    const turn = running.get(target?.id);
    if (!turn || turn.xhr !== xhr) return false;
    running.delete(target.id);
    if (!turn.waiting) return false;
    release(turn.waiting);
    if (!answered(xhr.status)) return false; // the alarm is told; the press is repeated by its person
    const name = turn.waiting.matches("form") ? "action" : "href";
    const same = byId(target.id).querySelector(`[${name}="${CSS.escape(turn.waiting.getAttribute(name))}"]`);
    if (name === "action") same?.requestSubmit();
    else same?.click();
    return Boolean(same);
  }

  // -- a swap leaves alone what is typed in other forms of the region ---------------------------------------------------

  let typed = [];

  function keepTyped({ requestConfig, target }) { // (htmx gives this event the region as its element)
    const boxes = [...target.querySelectorAll("input[id]:not([type=hidden], [type=password]), textarea[id]")];
    typed = boxes.filter((box) => box.form !== requestConfig.elt && box.value !== box.defaultValue).map(({ id, value }) => [id, value]);
  }

  function bringBack(region) {
    for (const [id, value] of typed) {
      const box = byId(id);
      if (!box || !region.contains(box)) continue;
      box.value = value;
      box.closest("details")?.setAttribute("open", "");
    }
    typed = [];
  }

  // -- failures: never a page that looks dead ---------------------------------------------------------------------------

  function alarm(form, reason, body) {
    const box = byId("alert");
    const told = body && new DOMParser().parseFromString(body, "text/html").getElementById("trouble");
    const words = document.createElement("div");
    if (told) words.append(...told.childNodes);
    else {
      const again = document.createElement("a");
      again.href = location.pathname + location.search;
      again.textContent = box.dataset.again;
      words.append(form.dataset?.lost ?? box.dataset[reason], " ", again);
    }
    byId("notice").replaceChildren();
    if (box.textContent !== words.textContent) box.replaceChildren(words); // a poll that fails again says nothing new
  }

  document.addEventListener("htmx:responseError", ({ detail }) => alarm(detail.elt, "failed", detail.xhr.responseText));
  document.addEventListener("htmx:sendError", ({ detail }) => alarm(detail.elt, "offline"));
  document.addEventListener("htmx:timeout", ({ detail }) => alarm(detail.elt, "slow"));
  for (const nowhere of ["htmx:swapError", "htmx:targetError", "htmx:oobErrorNoTarget"]) {
    document.addEventListener(nowhere, ({ detail }) => alarm(detail.elt ?? document.body, "failed"));
  }

  // -- back: nothing stays busy, and nothing personal is shown from memory ----------------------------------------------

  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    [...held.keys()].forEach(release);
    if ("private" in document.body.dataset) location.replace(location.pathname + location.search);
  });

  // -- show and hide a password -----------------------------------------------------------------------------------------

  for (const button of document.querySelectorAll("button[data-reveal]")) {
    const input = byId(button.dataset.reveal);
    const words = [button.textContent, button.dataset.hide];
    button.hidden = !input;
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.textContent = words[Number(shown)];
    });
    input?.form.addEventListener("submit", () => { // a browser would remember it as an ordinary entry
      if (input.type === "text") button.click();
    });
  }

  // -- another language: what is typed comes along, and neither htmx nor the card's script takes the press for its own ----

  document.addEventListener("submit", (event) => {
    if (!event.submitter?.closest(".languages")) return;
    event.stopPropagation();
    const boxes = [...document.querySelectorAll("#main input[id]:not([type=hidden], [type=password])")];
    const typed = boxes.filter((box) => box.form !== event.target && box.value !== box.defaultValue);
    event.target.addEventListener("formdata", ({ formData }) => typed.forEach((box) => formData.append(box.id, box.value)), { once: true });
  }, true);

  // -- the end of the sign-in: told five minutes before, and nothing personal stays on the screen after it ---------------

  const WARNING = 300000; // milliseconds
  const session = byId("session");
  const tabs = session && "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
  const last = session && Date.now() + session.dataset.most * 1000;
  let ends, timer;

  // A moment, not a span: a computer that slept finds it in the past.
  function watch() {
    clearTimeout(timer);
    const left = ends - Date.now();
    if (left <= 0) return location.replace(location.pathname + location.search);
    if (left > WARNING) session.replaceChildren();
    else if (!session.firstChild) {
      session.append(byId("session-words").content.cloneNode(true));
      window.htmx?.process(session);
    }
    timer = setTimeout(watch, left > WARNING ? left - WARNING : left);
  }

  function extend(told) {
    if (!session) return;
    ends = told ?? Math.min(Date.now() + session.dataset.left * 1000, last);
    if (!told) tabs?.postMessage(ends);
    watch();
  }

  if (session) {
    if (tabs) tabs.onmessage = ({ data }) => extend(data);
    addEventListener("pagehide", () => tabs?.close()); // with an open channel no page is kept for Back
    document.addEventListener("visibilitychange", () => document.hidden || watch());
    extend();
  }
})();
