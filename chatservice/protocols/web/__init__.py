"""What a browser meets on the chat port: HTTP/1.1, the page, WebSocket, and the bots' hook."""

from chatservice.protocols.web.protocol import web_protocol

__all__ = ["web_protocol"]
