"""Answers that come by mail: read from a mailbox, understood, and taken for what unauthenticated mail is worth."""
