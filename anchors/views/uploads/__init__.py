"""The pages of the upload journey: every step its own address, nothing kept in the session, no script needed."""
