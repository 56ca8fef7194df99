"""The conversation in lines of text, with any line server: what its bytes mean."""
