"""The operator's commands: `chatservice export`, `import`, `backup`, `restore` and `account`."""
