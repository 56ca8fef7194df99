"""All the forms in which a session may be told something, each with what makes it."""

from __future__ import annotations

from chatservice.core.rendering import Render, Telling
from chatservice.core.settings import Representation
from chatservice.render import frames, objects, plain
from chatservice.render.frames import FrameRenderer
from chatservice.render.objects import JsonRenderer
from chatservice.render.plain import PlainRenderer

FORMS: dict[str, type[Render]] = {
    plain.FORM: PlainRenderer,
    objects.FORM: JsonRenderer,
    frames.FORM: FrameRenderer,
}


class Renderer:
    """Renders for each representation in its form. Raises `KeyError` for an unknown one."""

    def __init__(self) -> None:
        self._renderers: dict[str, Render] = {form: make() for form, make in FORMS.items()}
        # Called a hundred times a millisecond: to call the instances would take 0.2 µs more each.
        self._calls = {form: each.__call__ for form, each in self._renderers.items()}

    def __call__(
        self,
        what: Telling,
        representation: Representation,
        *,
        labelled: bool = False,
        seq: int = 0,
        request: str | None = None,
    ) -> bytes:
        """Return what readers of ``representation`` get. See `chatservice.core.rendering`."""
        return self._calls[representation.form](
            what, representation, labelled=labelled, seq=seq, request=request
        )

    def bell(self, representation: Representation) -> bytes:
        """Return what makes a reader's terminal ring, if there is one."""
        return self._renderers[representation.form].bell(representation)
