// The processor's hosted form in a frame. Its message is only a hint: the server looks for itself when the form is sent.
(() => {
  "use strict";

  const frame = document.querySelector("iframe[data-hosted]");
  if (!frame) return;
  const origin = new URL(frame.src).origin;
  const done = document.getElementById("paid");

  addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    if (event.data?.type === "payment_success") done.requestSubmit();
  });
})();
