"""No test can reach another machine."""

from __future__ import annotations

import socket

import pytest

# 192.0.2.0/24 is set aside for documentation: nobody is there, and nothing is sent.
ELSEWHERE = "192.0.2.1"


def test_a_connection_to_another_machine_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection,
        pytest.raises(RuntimeError, match="a test connects to"),
    ):
        connection.connect((ELSEWHERE, 9))


def test_a_look_up_of_a_name_is_refused() -> None:
    with pytest.raises(RuntimeError, match="a test looks up"):
        socket.getaddrinfo("example.invalid", 80)


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
