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

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    before = document.activeElement;
    if (detail.requestConfig.triggeringEvent?.type === "submit") hold(detail.elt);
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!lost()) before = document.activeElement;
    if (before && !detail.target.contains(before)) before = null;
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const region = byId(detail.target?.id); // none where the back button brought a whole page
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
    if (detail.successful) byId("alert").replaceChildren();
    if (detail.successful && detail.elt.matches("[data-stay]")) {
      watch();
      byId("main").focus(); // the button is gone
    }
  });

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
  }

  // -- another language: what is typed comes along, and neither htmx nor the card's script takes the press for its own ----

  document.addEventListener("submit", (event) => {
    if (!event.submitter?.closest(".languages")) return;
    event.stopPropagation();
    const boxes = [...document.querySelectorAll("#main input[id]:not([type=hidden], [type=password])")];
    const typed = boxes.filter((box) => box.form !== event.target && box.value !== box.defaultValue);
    event.target.addEventListener("formdata", ({ formData }) => typed.forEach((box) => formData.append(box.id, box.value)), { once: true });
  }, true);

  // -- five minutes before the sign-in ends -----------------------------------------------------------------------------

  let timer;

  function watch() {
    const box = byId("session");
    if (!box) return;
    clearTimeout(timer);
    box.replaceChildren();
    timer = setTimeout(() => {
      box.append(byId("session-words").content.cloneNode(true));
      window.htmx?.process(box);
    }, (box.dataset.left - 300) * 1000);
  }

  watch();
})();
