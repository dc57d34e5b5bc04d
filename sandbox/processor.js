// The part of a card processor's browser library that a shop page uses, with test cards in place of a card form.
// Nobody ever types a card number here.
(() => {
  "use strict";

  const origin = new URL(document.currentScript.src).origin;
  const cards = [
    ["", "Choose a test card"],
    ["pm_card_visa", "Visa ending in 4242 (pays)"],
    ["pm_card_chargeDeclined", "Mastercard ending in 0002 (declined)"],
    ["pm_card_threeDSecure2Required", "Visa ending in 3220 (bank asks first)"],
  ];

  function nodeOf(place) {
    const node = typeof place === "string" ? document.querySelector(place) : place;
    if (!node) throw new Error("The place to mount the card element does not exist.");
    return node;
  }

  class CardElement {
    constructor() {
      this.listeners = {};
      this.select = document.createElement("select");
      this.select.id = "processor-test-card";
      for (const [value, text] of cards) this.select.add(new Option(text, value));
      this.select.addEventListener("change", () => this.emit("change", this.state()));
      this.select.addEventListener("focus", () => this.emit("focus", {}));
      this.select.addEventListener("blur", () => this.emit("blur", {}));
    }

    mount(place) {
      const label = document.createElement("label");
      label.htmlFor = this.select.id;
      label.textContent = "Test card";
      nodeOf(place).replaceChildren(label, this.select);
      queueMicrotask(() => this.emit("ready", {}));
    }

    unmount() {
      this.select.parentNode?.replaceChildren();
    }

    destroy() {
      this.unmount();
    }

    focus() {
      this.select.focus();
    }

    clear() {
      this.select.value = "";
    }

    update({ disabled } = {}) {
      if (disabled !== undefined) this.select.disabled = disabled;
    }

    on(event, listener) {
      (this.listeners[event] ??= []).push(listener);
      return this;
    }

    emit(event, detail) {
      for (const listener of this.listeners[event] ?? []) listener({ elementType: "card", ...detail });
    }

    state() {
      const empty = this.select.value === "";
      return { empty, complete: !empty, error: undefined, brand: "unknown" };
    }
  }

  async function createPaymentMethod({ card } = {}) {
    if (!(card instanceof CardElement) || card.select.value === "") {
      return { error: { type: "validation_error", message: "Choose one of the test cards." } };
    }
    try {
      const body = new URLSearchParams({ type: "card", card: card.select.value });
      const reply = await fetch(`${origin}/processor/v1/payment_methods`, { method: "POST", body });
      const told = await reply.json();
      return reply.ok ? { paymentMethod: told } : { error: told.error };
    } catch {
      return { error: { type: "api_connection_error", message: "The card service cannot be reached." } };
    }
  }

  function handleNextAction({ clientSecret }) {
    const intent = clientSecret.split("_secret_")[0];
    const dialog = document.createElement("dialog");
    const frame = document.createElement("iframe");
    dialog.setAttribute("aria-label", "Your bank asks you to confirm this payment");
    frame.title = "Your bank";
    frame.src = `${origin}/processor/3ds/${encodeURIComponent(intent)}?embedded=1`;
    Object.assign(frame.style, { width: "min(30rem, 86vw)", height: "26rem", border: "0" });
    dialog.append(frame);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      const finish = (result) => {
        window.removeEventListener("message", hear);
        dialog.remove();
        resolve(result);
      };
      const hear = (event) => {
        if (event.origin !== origin || event.data?.intent !== intent) return;
        const { status } = event.data;
        if (status === "succeeded") finish({ paymentIntent: { id: intent, status } });
        else finish({ error: { code: "payment_intent_authentication_failure", message: "Your bank did not confirm." } });
      };
      window.addEventListener("message", hear);
      dialog.addEventListener("cancel", () => finish({ error: { message: "You left your bank's page." } }));
    });
  }

  window.Stripe = (publishableKey) => {
    if (!publishableKey) throw new Error("A publishable key is needed.");
    return {
      elements: () => ({ create: () => new CardElement() }),
      createPaymentMethod,
      handleNextAction,
      handleCardAction: (clientSecret) => handleNextAction({ clientSecret }),
    };
  };
})();
