"""The rules, as plain classes and functions of the standard library: no framework, no reading or writing, no 'now'."""
