"""root: the folder that relative file names start from (plugin/root)."""

from tutor.lab.dns import setup as setup_


def setup(controller: setup_.Controller) -> None:
    """root FOLDER."""
    controller.once()
    if not controller.tokens.next_arg():
        raise controller.tokens.argument_error()
    controller.config.root = controller.tokens.value
