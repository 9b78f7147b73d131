"""`python -m xephang.cli` does what `xephang` does."""

from xephang.cli import main

main()
