"""What every application of the web uses: clock, words, numbers, access policy, page frame."""
