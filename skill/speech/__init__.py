"""Words for the ear: the phrase catalogue, SSML, and times, days and counts as they are said and heard."""
