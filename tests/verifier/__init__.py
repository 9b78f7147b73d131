"""The package verifier of the public pages, run by Node beside `xephang verify`."""
