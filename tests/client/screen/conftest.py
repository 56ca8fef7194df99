"""What makes hundreds of screens in one process cheap."""

from __future__ import annotations

import functools

from prompt_toolkit.application import application

# Each application makes some 500 bindings anew, which are the same ones: a third of all the time.
application.load_key_bindings = functools.cache(application.load_key_bindings)
