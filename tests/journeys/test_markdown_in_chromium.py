"""What the renderer makes of hostile text, in a real browser: nothing runs, nothing breaks the content policy.

The same page is read twice: under our policy, which has nothing to refuse, and without any, where nothing runs either.
What the texts would do unrendered is tried as well, so that a test that sees nothing is not taken for one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Route

from core.markdown import render
from core.middleware import CONTENT_POLICY
from tests.core.injections import VECTORS, injections, mutations

ADDRESS = "http://debrief.test/"
WATCH = """
  window.executions = [];
  window.violations = [];
  window.ran = () => window.executions.push(document.currentScript?.text ?? "a handler");
  document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""
# Events that a reader or the browser causes; and what htmx does with every part it swaps: HTML parsed from HTML.
PROVOKE = """async () => {
  const events = ["mouseover", "focus", "click", "toggle", "pageshow", "load", "error", "animationstart"];
  const provoke = () => {
    for (const element of document.querySelectorAll("main *")) {
      for (const name of events) element.dispatchEvent(new Event(name, { cancelable: true }));
    }
  };
  document.addEventListener("click", (event) => event.preventDefault(), true);
  provoke();
  for (const part of document.querySelectorAll("main > div")) part.innerHTML = part.innerHTML;
  provoke();
  await new Promise((done) => setTimeout(done, 300));
  const odd = [...document.querySelectorAll("main a[href]")].filter(
    (link) => !["http:", "https:", "mailto:", ":"].includes(link.protocol), // ":" where it is no address at all
  );
  const handlers = [...document.querySelectorAll("main *")].filter((element) =>
    element.getAttributeNames().some((name) => name.startsWith("on") || name === "style" || name === "id"),
  );
  return {
    executions: window.executions,
    violations: window.violations,
    odd: [...odd, ...handlers].map((element) => element.outerHTML),
    parts: document.querySelectorAll("main > div").length,
  };
}"""


@dataclass
class Found:
    """What a page did, and which addresses it asked for."""

    executions: list[str]
    violations: list[str]
    odd: list[str]
    parts: int
    elsewhere: list[str]


def shown(browser: Browser, snippets: Iterable[str], *, policy: str) -> Found:
    """All of them on one page."""
    body = "".join(f"<div>{snippet}</div>\n" for snippet in snippets)
    html = f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>x</title><main>{body}</main>"
    headers = {"Content-Type": "text/html; charset=utf-8"} | ({"Content-Security-Policy": policy} if policy else {})
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url == ADDRESS:
            route.fulfill(body=html.encode("utf-8", "replace"), headers=headers)
        else:
            route.fulfill(status=404, body="")

    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.route("**/*", answer)
        page.goto(ADDRESS, wait_until="load")
        elsewhere = [url for url in asked if not url.startswith(ADDRESS)]
        return Found(**page.evaluate(PROVOKE), elsewhere=elsewhere)


def assert_harmless(browser: Browser, sources: list[str]) -> None:
    rendered = [render(source).html for source in sources]
    for policy in (CONTENT_POLICY, ""):
        found = shown(browser, rendered, policy=policy)
        assert found == Found(executions=[], violations=[], odd=[], parts=len(sources), elsewhere=[])


def test_three_hundred_injections_do_nothing(browser: Browser) -> None:
    sources = injections()
    assert len(set(sources)) >= 300
    assert_harmless(browser, sources)


def test_a_thousand_mutations_do_nothing(browser: Browser) -> None:
    assert_harmless(browser, list(mutations(1_000, seed=1)))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_ten_thousand_mutations_do_nothing(browser: Browser, seed: int) -> None:
    assert_harmless(browser, list(mutations(1_000, seed)))


def test_unrendered_they_would_run_and_break_the_policy(browser: Browser) -> None:
    running = [vector for vector in VECTORS if vector.startswith("<")]
    assert shown(browser, running[:6], policy="").executions
    assert shown(browser, running[:6], policy=CONTENT_POLICY).violations
    assert shown(browser, running, policy=CONTENT_POLICY).violations
