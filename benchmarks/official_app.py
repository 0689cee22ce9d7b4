"""The official road: ask-sdk-core behind flask-ask-sdk, a check-in kept with a commit through the ORM.

It does the least a skill can do: no encryption, no replay check, one handler. gunicorn loads `app` from here.
"""

import os
from datetime import UTC, datetime

import official_repair  # noqa: F401 - first of all: without it the next imports fail
from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model import Response
from flask import Flask
from flask_ask_sdk.skill_adapter import SkillAdapter
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """What the ORM hangs its tables on."""


class CheckIn(Base):
    """One row per check-in, as our own table has."""

    __tablename__ = "checkins"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(index=True)
    said_at: Mapped[datetime]
    mood: Mapped[str]
    strength: Mapped[int]


engine = create_engine("sqlite:///" + os.environ["BENCHMARK_DATABASE"], connect_args={"timeout": 10})


@event.listens_for(engine, "connect")
def _prepare(connection, _entry):
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute("PRAGMA " + pragma)


Base.metadata.create_all(engine)


class CheckInHandler(AbstractRequestHandler):
    """Keeps mood and strength, then says so."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Is this the check-in?"""
        return is_intent_name("CheckInIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Write one row, commit, answer."""
        envelope = handler_input.request_envelope
        slots = envelope.request.intent.slots
        mood = slots["mood"].resolutions.resolutions_per_authority[0].values[0].value
        with Session(engine) as session:
            session.add(
                CheckIn(
                    user_id=envelope.context.system.user.user_id,
                    said_at=datetime.now(UTC),
                    mood=mood.id,
                    strength=int(slots["strength"].value),
                )
            )
            session.commit()
        words = f"{mood.name.capitalize()}, at {slots['strength'].value}. Thank you for telling me."
        return handler_input.response_builder.speak(words).set_should_end_session(True).response


builder = SkillBuilder()
builder.skill_id = os.environ["BENCHMARK_SKILL_ID"]
builder.add_request_handler(CheckInHandler())

app = Flask(__name__)
SkillAdapter(skill=builder.create(), skill_id=builder.skill_id, app=app).register(app=app, route="/alexa")


@app.route("/health")
def health() -> str:
    """Say that the worker is up."""
    return "ok"
