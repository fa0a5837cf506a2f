"""Pages of the Realisatie-Eenheid: coordinators run rounds, administrators look on."""
