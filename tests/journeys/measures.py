"""What can be measured on a page that is open. Each gives what is wrong, in words; an empty list is a good page."""

from __future__ import annotations

from typing import cast

from playwright.sync_api import Page

NARROWEST = 320  # 1280 pixels at 400 %
SEEN = """
const seen = (each) => each.checkVisibility({opacityProperty: false}) && each.getBoundingClientRect().width > 1;
const named = (each) => each.outerHTML.slice(0, 160);
const pressed = "a[href], button, input:not([type=hidden]), select, summary";
const controls = [...document.querySelectorAll(pressed)].filter(seen);
"""
CUT_OFF = """
const wide = document.documentElement.scrollWidth;
const roots = [document.documentElement, document.body];
const hiding = roots.filter((each) => getComputedStyle(each).overflowX === "hidden");
const clipped = [...document.querySelectorAll("main *, header *, footer *, aside *")].filter((each) => {
  const style = getComputedStyle(each), hides = ["hidden", "clip"].includes(style.overflowX);
  if (!seen(each) || style.webkitLineClamp !== "none" || each.closest("svg, iframe, .visually-hidden")) return false;
  if (!hides && !each.matches(".button, .quiet, .state")) return false;
  const more = Math.max(each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight);
  return each.textContent.trim() && more > 1;
});
return [
  ...(wide > innerWidth ? [`${wide} pixels wide in a window of ${innerWidth}`] : []),
  ...hiding.map(() => "what is too wide would be hidden"),
  ...clipped.map((each) => `cut off: ${named(each)}`),
];
"""
# By the success criterion 1.4.12: a page takes all of them at once.
MORE_SPACE = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }`);
document.adoptedStyleSheets = [sheet];
"""
SMALL = """
const box = (each) => {
  const own = each.getBoundingClientRect();
  if (!each.matches("[type=radio], [type=checkbox]")) return own;
  const boxes = [own, ...[...each.labels].map((label) => label.getBoundingClientRect())];
  return { width: Math.max(...boxes.map((one) => one.width)), height: Math.max(...boxes.map((one) => one.height)) };
};
return controls.filter((each) => !each.closest(".skip, .visually-hidden")).flatMap((each) => {
  const { width, height } = box(each), least = each.matches(".button") ? 44 : 24;
  return height < least - 0.5 || width < 24 - 0.5 ? [`${width} x ${height}: ${named(each)}`] : [];
});
"""
UNSEEN_EDGES = """
const bordered = controls.filter((each) => each.matches(".button, .control, .card-field select"));
const ground = (each) => getComputedStyle(each.parentElement.closest("main, header, footer, body")).backgroundColor;
return bordered.filter((each) => {
  const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(each);
  return parseFloat(borderTopWidth) < 1 || borderTopStyle === "none" || borderTopColor === ground(each);
}).map((each) => `no edge: ${named(each)}`);
"""
MOVING = """
const moves = document.getAnimations().filter((each) => each.effect.getComputedTiming().activeDuration > 50);
const glides = [...document.querySelectorAll("body *")].filter((each) =>
  getComputedStyle(each).transitionDuration.split(", ").some((one) => parseFloat(one) > 0.05));
return [...moves.map((each) => named(each.effect.target)), ...glides.map(named)];
"""


def cut_off(page: Page) -> list[str]:
    """Nothing is wider than the window, and no text is clipped."""
    return _ask(page, CUT_OFF)


def cut_off_when_narrow_or_spaced(page: Page) -> list[str]:
    """At 400 % and, there and on a desk, with more room between lines, words and letters."""
    found = []
    page.set_viewport_size({"width": NARROWEST, "height": 256})
    found += [f"narrow: {each}" for each in cut_off(page)]
    page.evaluate(f"() => {{ {MORE_SPACE} }}")
    found += [f"narrow, spaced: {each}" for each in cut_off(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    found += [f"spaced: {each}" for each in cut_off(page)]
    page.evaluate("document.adoptedStyleSheets = []")
    return found


def too_small(page: Page) -> list[str]:
    """24 pixels each way for whatever can be pressed, 44 in height for buttons."""
    return _ask(page, SMALL)


def unseen_in_forced_colours(page: Page) -> list[str]:
    """Where the browser's own colours replace ours, every button and box still has an edge."""
    return _ask(page, UNSEEN_EDGES)


def moving(page: Page) -> list[str]:
    """Whatever still moves for somebody who asked for less of it."""
    return _ask(page, MOVING)


def _ask(page: Page, question: str) -> list[str]:
    return cast("list[str]", page.evaluate(f"() => {{ {SEEN} {question} }}"))
