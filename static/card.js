// A new card is typed into the processor's own field; only the reference that it gives for the card is sent to us.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const place = byId("card");
  const processor = (key) => window.Stripe(key, { locale: document.documentElement.lang });

  if (place) {
    if (window.Stripe) takeCard(place, processor(place.dataset.key));
    else {
      byId("card-missing").hidden = false;
      byId("new-card").hidden = true;
    }
  }
  // Off until now: an early press would be lost.
  const bank = document.querySelector("[data-bank]");
  if (bank && window.Stripe) {
    bank.disabled = false;
    bank.addEventListener("click", () => askBank(bank, processor(bank.dataset.key)));
  } else if (bank) byId("card-error").textContent = bank.dataset.missing;

  function takeCard(place, stripe) {
    const box = byId("new-card");
    const form = place.closest("form");
    const reference = form.elements.new_payment_method;
    const card = stripe.elements().create("card");
    // Where the card is one choice of several, its radio button says so; where it is the only one, there is none.
    const wanted = () => !form.elements.payment_method || new FormData(form).get("payment_method") === "new";
    const show = () => (box.hidden = !wanted());

    card.mount("#card");
    show();
    form.addEventListener("change", show);
    addEventListener("pageshow", () => {
      reference.value = "";
      show();
    });

    form.addEventListener("submit", async (event) => {
      if (!wanted() || reference.value) return;
      event.preventDefault();
      const button = form.querySelector("button:not([type=button])");
      const result = await during(button, form, () => stripe.createPaymentMethod({ type: "card", card }));
      if (result?.paymentMethod) {
        reference.value = result.paymentMethod.id;
        form.requestSubmit();
      } else if (result) {
        byId("card-error").textContent = place.dataset.failed; // our words, in the page's language
        card.focus?.();
      }
    });
  }

  async function askBank(button, stripe) {
    const form = button.closest("form");
    const result = await during(button, form, () => stripe.handleNextAction({ clientSecret: button.dataset.secret }));
    if (result?.error) {
      byId("card-error").textContent = button.dataset.failed;
      button.focus();
    } else if (result) form.requestSubmit();
  }

  // Runs one question to the processor; a second press meanwhile is ignored (and gets undefined).
  async function during(button, form, ask) {
    if (form.getAttribute("aria-busy")) return undefined;
    byId("card-error").textContent = "";
    button.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
      return await ask();
    } catch {
      return { error: {} };
    } finally {
      button.disabled = false;
      form.removeAttribute("aria-busy");
    }
  }
})();
