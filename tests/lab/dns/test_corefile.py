"""The Corefile parser."""

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.lab.dns import corefile

KUBEADM = """.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
"""
ERROR = "Error during parsing"
KUBEADM_DIGEST = (
    "591cf328cccc12bc490481273e738df59329c62c0b729d94e8b61db9961c2fa5"
    "f046dd37f1cf888b953814040d180f52594972691cd6ff41be96639138a43908"
)
"""What every cluster made by kubeadm since 1.23 prints in CoreDNS's log."""


def test_digest_is_the_one_that_real_clusters_print() -> None:
    """kubeadm's Corefile has the digest seen in real logs, whatever its comments and spaces."""
    blocks = corefile.parse(KUBEADM, "/etc/coredns/Corefile")
    assert corefile.digest(blocks) == KUBEADM_DIGEST
    spaced = KUBEADM.replace("errors", "errors   # all of them")
    assert corefile.digest(corefile.parse(spaced, "elsewhere")) == KUBEADM_DIGEST


def test_keys_and_directives() -> None:
    """Addresses may be listed with commas and over lines; a directive may appear twice."""
    text = "a.example, b.example:5353,\nc.example {\n log\n rewrite a b\n rewrite c d\n}\n"
    (block,) = corefile.parse(text, "Corefile")
    assert block.keys == ["a.example", "b.example:5353", "c.example"]
    assert [token.text for token in block.tokens["rewrite"]] == ["rewrite", "a", "b", "rewrite", "c", "d"]


def test_snippets_and_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A snippet is pasted where it is imported, and variables are filled in."""
    monkeypatch.setenv("SIZE", "30")
    text = '(snip) {\n cache {$SIZE}\n whoami\n}\n. {\n import snip\n log "a b"\n}\n'
    (block,) = corefile.parse(text, "Corefile")
    assert {name: [token.text for token in tokens] for name, tokens in block.tokens.items()} == {
        "cache": ["cache", "30"],
        "whoami": ["whoami"],
        "log": ["log", "a b"],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (". {\n bogus\n}\n", f"2 - {ERROR}: Unknown directive 'bogus'"),
        (". {\n log\n", "2 - Syntax error: Unexpected token 'log', expecting '}'"),
        (". {\n log {\n class all\n", f"3 - {ERROR}: Unexpected EOF"),
        (". {\n log }\n}\n", f"2 - {ERROR}: Unexpected '}}' because no matching opening brace"),
        ("a, {\n}\n", f"1 - {ERROR}: Expected another address but had '{{' - check for extra comma"),
        (". {\n import\n}\n", f"2 - {ERROR}: Wrong argument count or unexpected line ending after 'import'"),
        (". {\n import nowhere\n}\n", f"2 - {ERROR}: File to import not found: nowhere"),
        ("(a) {\n}\n(a) {\n}\n", f"3 - {ERROR}: redeclaration of previously declared snippet a"),
    ],
)
def test_errors_are_worded_as_the_real_ones(text: str, message: str) -> None:
    """File, line and words are those that the real server prints."""
    with pytest.raises(corefile.CorefileError) as caught:
        corefile.parse(text, "Corefile", ["log"])
    assert str(caught.value) == f"Corefile:{message}"


@hypothesis.given(st.text('ab{}\n #",$%()\\', max_size=60))
def test_any_text_parses_or_is_refused(text: str) -> None:
    """No text makes the parser hang or fail otherwise than with its own error."""
    try:
        blocks = corefile.parse(text, "Corefile")
    except corefile.CorefileError:
        return
    assert len(corefile.digest(blocks)) == 128


WORDS = st.from_regex(r"[a-z0-9.:/]{1,9}", fullmatch=True)
NAMES = st.from_regex(r"[a-z]{2,8}", fullmatch=True)


@hypothesis.given(st.dictionaries(NAMES, st.lists(WORDS, max_size=4), max_size=6))
def test_what_is_written_is_read_back(directives: dict[str, list[str]]) -> None:
    """Directives and arguments come back as they were written."""
    hypothesis.assume("import" not in directives)
    lines = [" ".join([name, *arguments]) for name, arguments in directives.items()]
    (block,) = corefile.parse(".:53 {\n" + "\n".join(lines) + "\n}\n", "Corefile")
    found = {name: [token.text for token in tokens[1:]] for name, tokens in block.tokens.items()}
    assert found == directives
