"""Descriptions without their HTML."""

from __future__ import annotations

import pytest

from storefront.upstream.elasticpath.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Plain words, 3 < 4 & so on", "Plain words, 3 < 4 & so on"),
        ("<p>One</p>\n<p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("a<style>b{}</style><script>c</script>d<img onerror=x>e", "ade"),
        ("&lt;b&gt;&nbsp;x&eacute;", "<b> xé"),
        ("<ul><li>1<li>2</ul><b>unclosed", "1\n2\nunclosed"),
        ("", ""),
    ],
)
def test_html_is_reduced_to_words(html: str, text: str) -> None:
    assert plain_text(html) == text
