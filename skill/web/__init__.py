"""The web service that Amazon and the page of a local speaker reach."""
