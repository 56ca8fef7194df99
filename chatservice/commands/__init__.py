"""The operator's commands: `chatservice export`, `import`, `backup` and `restore`."""
