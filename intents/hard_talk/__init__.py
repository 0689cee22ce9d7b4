"""Hard talks, alone and of two: planning, holding, time-out, afterwards."""
