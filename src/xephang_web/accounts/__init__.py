"""Tài khoản, vai trò: people, the roles they hold in units for a time, log-in."""
