"""Compile the message catalogues while a wheel or an editable install is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueBuildHook(BuildHookInterface[Any]):
    """Writes each `.mo` beside its `.po` and puts it into the wheel.

    A catalogue that cannot be read raises `babel.messages.pofile.PoFileError`, which ends the
    build: a wheel without its Spanish would look whole until someone reads it.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue; `version` is `standard` or `editable`."""
        root = Path(self.root)
        for source in sorted(root.glob("chatservice/locale/*/LC_MESSAGES/*.po")):
            language = source.parent.parent.name
            with source.open("rb") as text:
                catalogue = read_po(text, locale=language, abort_invalid=True)
            compiled = source.with_suffix(".mo")
            with compiled.open("wb") as binary:
                write_mo(binary, catalogue)
            # Git ignores it, so hatchling would leave it out.
            build_data["artifacts"].append(f"/{compiled.relative_to(root).as_posix()}")
