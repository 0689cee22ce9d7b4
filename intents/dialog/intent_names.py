"""Names of intents that several conversations answer, or are answered by."""

CANCEL = "AMAZON.CancelIntent"
ENDS = frozenset({"AMAZON.StopIntent", CANCEL, "AMAZON.NavigateHomeIntent"})
FALLBACK = "AMAZON.FallbackIntent"
NOT_MEANT, MISHEARD = "CourtesyNotMeantIntent", "CourtesyMisheardIntent"
THANKS, OKAY = "CourtesyThanksIntent", "CourtesyOkayIntent"
CHECK_IN = "CheckInIntent"
ALONE, COMPANY = "RoomAloneIntent", "RoomCompanyIntent"
EVENING, CITY = "ScheduleEveningIntent", "ScheduleZoneIntent"
ELICIT_EVENING, ELICIT_CITY = (EVENING, "time"), (CITY, "city")
"""Intent and slot by which a time for the evening question, and a city, are listened for."""
