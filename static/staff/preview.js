// A clinic's branding while it is typed: colour, logo and welcome line in the frames of the preview.
(() => {
  const preview = document.getElementById("preview");
  const colour = document.querySelector("[data-colour]");
  if (!preview || !colour) return;
  const frames = [...preview.querySelectorAll("iframe")];
  const language = document.getElementById("preview-language");
  const upload = document.querySelector("[data-logo]");
  let picture = "";
  let wait;

  const typedColour = () => {
    const digits = colour.value.trim().replace(/^#/, "").toLowerCase();
    if (!/^([0-9a-f]{3}|[0-9a-f]{6})$/.test(digits)) return "";
    return digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join("");
  };

  const welcome = (page) => {
    const boxes = [...document.querySelectorAll("[data-welcome]")].filter((box) => !box.name.includes("__prefix__"));
    const box = boxes.find((each) => each.lang === page.documentElement.lang && each.value) || boxes[0];
    const heading = page.querySelector(".intro h1");
    if (!box || !heading) return;
    let line = heading.parentElement.querySelector(".lead");
    if (!line) {
      line = page.createElement("p");
      line.className = "lead";
      heading.after(line);
    }
    line.textContent = box.value;
    line.hidden = !box.value;
  };

  const dress = (frame) => {
    const page = frame.contentDocument;
    const sheet = page && page.querySelector('link[href*="preview.css"]');
    if (!sheet) return;
    const digits = typedColour();
    if (digits) {
      const address = new URL(sheet.href);
      if (address.searchParams.get("primary") !== digits) {
        address.searchParams.set("primary", digits);
        const next = sheet.cloneNode();
        next.href = address;
        next.addEventListener("load", () => sheet.remove());
        sheet.after(next);
      }
    }
    if (picture) {
      const image = page.createElement("img");
      image.src = picture;
      image.alt = "";
      page.querySelector(".name").replaceChildren(image);
    }
    welcome(page);
  };

  const judge = async () => {
    const digits = typedColour();
    if (!digits) return;
    const reply = await fetch(`${preview.dataset.contrast}?primary=${digits}`);
    if (reply.status === 200 && digits === typedColour()) {
      document.getElementById("contrast").innerHTML = await reply.text();
      picker.value = `#${digits}`;
    }
  };

  const soon = () => {
    clearTimeout(wait);
    wait = setTimeout(() => { frames.forEach(dress); judge(); }, 250);
  };

  const picker = document.createElement("input");
  picker.type = "color";
  picker.className = "colour-picker";
  picker.setAttribute("aria-label", "Pick the colour");
  picker.value = `#${typedColour() || "1f4e79"}`;
  colour.after(picker);
  const take = (value) => { colour.value = value; soon(); };

  picker.addEventListener("input", () => take(picker.value));
  preview.addEventListener("click", (event) => {
    const offer = event.target.closest("[data-take]");
    if (offer) { take(offer.dataset.take); colour.focus(); }
  });
  document.addEventListener("input", (event) => {
    if (event.target === colour || event.target.matches("[data-welcome]")) soon();
  });
  if (upload) upload.addEventListener("change", () => {
    if (picture) URL.revokeObjectURL(picture);
    picture = upload.files[0] ? URL.createObjectURL(upload.files[0]) : "";
    soon();
  });
  if (language) language.addEventListener("change", () => frames.forEach((frame) => {
    const address = new URL(frame.src);
    address.searchParams.set("language", language.value);
    frame.src = address;
  }));
  frames.forEach((frame) => frame.addEventListener("load", () => dress(frame)));
  frames.forEach(dress);
})();
