"""The whole cycle of a year, walked at random by everybody at once."""
