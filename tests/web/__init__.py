"""Tests of the web application: mirrors `src/xephang_web`."""
