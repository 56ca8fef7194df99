"""What the core tells, made into the messages of `chatservice.render.messages`."""
