"""The log of what happened: what `chatservice.core.hub.Log` asks for."""
