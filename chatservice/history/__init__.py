"""The log of what happened: what `chatservice.core.surroundings.Log` asks for."""
