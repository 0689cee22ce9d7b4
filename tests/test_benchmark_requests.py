"""The requests that `make bench` sends are such as Alexa would send: the other road reads the resolved word."""

import json

from benchmarks.signing import MOODS, check_in


def test_every_feeling_that_is_sent_resolves_to_a_word_of_the_model() -> None:
    for turn in range(len(MOODS)):
        slot = check_in(0, turn)["intent"]["slots"]["mood"]
        [found] = slot["resolutions"]["resolutionsPerAuthority"]
        assert found["status"]["code"] == "ER_SUCCESS_MATCH", json.dumps(slot)
        assert found["values"] == [{"value": {"name": slot["value"], "id": slot["value"]}}]
