"""Bytecode made beforehand."""

import os
from pathlib import Path

from tutor.lab.outside import bytecode


def test_bytecode_is_made_where_it_is_missing_or_old(tmp_path: Path) -> None:
    """And not again."""
    module = tmp_path / "module.py"
    module.write_text("x = 1\n")
    assert list(bytecode.stale(tmp_path)) == [module]
    bytecode.prepare(tmp_path)
    assert list(bytecode.stale(tmp_path)) == []
    os.utime(module, (2**31, 2**31))
    assert list(bytecode.stale(tmp_path)) == [module]
