"""Cases whose recorded output tells of the recording's own set-up, each with the reason."""

REASONS: dict[str, str] = {
    "017": "commit, date and compiler of the build that was recorded",
}
