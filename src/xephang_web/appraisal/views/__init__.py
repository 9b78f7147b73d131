"""Pages of the appraisal and the council."""
