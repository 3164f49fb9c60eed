"""What programs in Go say of a text that is no YAML: go-yaml's words, for logs and messages of work-alikes of such.

go-yaml is libyaml in Go, so libyaml's own words are asked for. Its line numbers are one short where the parser, not the
scanner, stumbles, and missing on the first line (gopkg.in/yaml.v2: decode.go, parser.fail). Pure.
"""

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def why(text: str) -> str:
    """The complaint about the first fault, which begins with "yaml: "; empty where there is none."""
    try:
        for _ in yaml.compose_all(text, Loader=LOADER):
            pass
    except yaml.composer.ComposerError as error:
        return f"yaml: {_anchor(error, text)}"
    except yaml.MarkedYAMLError as error:
        return f"yaml: {_where(error)}{error.problem}"
    except yaml.reader.ReaderError as error:
        return f"yaml: {error.reason}"
    return ""


def _where(error: yaml.MarkedYAMLError) -> str:
    line = 0
    if error.problem_mark is not None and error.problem_mark.line:
        line = error.problem_mark.line + isinstance(error, yaml.scanner.ScannerError)
    elif error.context_mark is not None:
        line = error.context_mark.line
    return f"line {line}: " if line else ""


def _anchor(error: yaml.MarkedYAMLError, text: str) -> str:
    """An alias without its anchor, which libyaml does not name."""
    mark = error.problem_mark
    words = text[mark.index + 1 :].split(maxsplit=1) if mark is not None and mark.index is not None else []
    name = words[0].rstrip(",]}") if words else ""
    return f"unknown anchor '{name}' referenced"
