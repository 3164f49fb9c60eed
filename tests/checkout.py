"""A copy of the checkout, as a user has it after cloning."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    ".setup",
    "assets",
    "checks",
    "lessons",
    "tutor",
    "tests/__init__.py",
    "tests/seed",
    "k8stutor",
    "test",
    "pyproject.toml",
    "requirements.lock",
)
PROSE = ("README.md", "README.ko.md", "LICENSE", "CHANGELOG.md")


def copy(target: Path) -> Path:
    """Everything that the product consists of, without caches or an environment."""
    target.mkdir(parents=True)
    for name in (*PARTS, *PROSE):
        source = ROOT / name
        (target / name).parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, target / name)
    return target
