"""Pages of a campaign: founding it, its composition, dates, papers and questions."""
