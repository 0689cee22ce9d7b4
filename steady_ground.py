"""Composition root and command line: the only file that knows the voice, the clock and the core."""

import sys
import tempfile
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import structlog
import typer
import tzlocal
import uvicorn
from prometheus_client import CollectorRegistry

from intents.alexa import LOCAL_SPEAKER, Home, Voice
from intents.router import answer
from scheduler.agenda import Agenda
from scheduler.couriers import LocalSpeaker, NextVisit
from scheduler.dispatch import Dispatcher
from scheduler.engine import Engine
from skill.clock import Clock, StandingClock, SystemClock
from skill.domain.errors import StartError
from skill.settings import Settings, is_loopback, load_settings
from skill.speech.catalog import Catalog
from skill.storage.opening import open_store
from skill.storage.store import Store
