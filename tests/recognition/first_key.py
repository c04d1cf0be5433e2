"""What a process that starts beside others does first; alone here, so that starting it costs little."""

from pathlib import Path

from community.recognition.credentials_keys import list_keys


def first_name(folder: Path) -> str:
    """The name of the first key in the folder, which is made if there is none."""
    return list_keys(folder)[0].name
