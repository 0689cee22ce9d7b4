"""Which intent a typed or recognised sentence is, and with which slots."""
