"""Who is registered, what rooms belong to whom, and who is kept out: kept on disk or in memory."""
