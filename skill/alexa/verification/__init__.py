"""Whether a request is Amazon's: certificates, signatures, bodies."""
