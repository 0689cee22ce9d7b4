"""Progressive response: a few words while a turn that asked Amazon for something takes long."""

from skill.alexa.api.client import Api, ApiAccess, Client

SECONDS = 2.0


def speak(client: Client, access: ApiAccess, request_id: str, words: str) -> None:
    """Let the device say `words` before the answer comes.

    Raises:
        CallFailed: it was not taken; nothing follows from that.
    """
    body = {"header": {"requestId": request_id}, "directive": {"type": "VoicePlayer.Speak", "speech": words}}
    url = access.base + "/v1/directives"
    client.call(Api.DIRECTIVES, "POST", url, token=access.token, json=body, seconds=SECONDS)
