-- The schema at revision 0020, the last one that was never released, as its migrations left it in SQLite.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE key_proofs (
    key_id VARCHAR(64) NOT NULL,
    proof BLOB NOT NULL, retires BOOLEAN DEFAULT '0' NOT NULL,
    PRIMARY KEY (key_id)
);
CREATE TABLE persons (
    id CHAR(32) NOT NULL,
    created_at BIGINT NOT NULL,
    wrapped_key BLOB NOT NULL,
    key_id VARCHAR(64) NOT NULL,
    zone VARCHAR(64),
    quiet_from SMALLINT NOT NULL,
    quiet_until SMALLINT NOT NULL,
    paused_until BIGINT,
    muted BOOLEAN NOT NULL,
    holds_allowed BOOLEAN,
    step SMALLINT NOT NULL,
    sealed_name BLOB,
    onboarded_at BIGINT, pin_hash BLOB, welcomed_at BIGINT, name_asks SMALLINT DEFAULT '0' NOT NULL, evening_asks SMALLINT DEFAULT '0' NOT NULL, city_asks SMALLINT DEFAULT '0' NOT NULL, sealed_wish BLOB, wished_at BIGINT, recovery_hash BLOB, declined_at BIGINT, words_lock BLOB, words_key_by_pin BLOB, words_key_by_code BLOB, words_key_on_echo BLOB,
    PRIMARY KEY (id)
);
CREATE TABLE checkins (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    said_at BIGINT NOT NULL,
    local_date DATE NOT NULL,
    sealed BLOB NOT NULL, by_name BOOLEAN DEFAULT '0' NOT NULL, is_imported BOOLEAN DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX checkins_by_person ON checkins (person_id, said_at);
CREATE TABLE commitments (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    made_at BIGINT NOT NULL,
    first_due_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    zone VARCHAR(64) NOT NULL,
    sealed_text BLOB NOT NULL,
    state VARCHAR(24) NOT NULL,
    moved_before INTEGER NOT NULL,
    moved_after INTEGER NOT NULL,
    decided_at BIGINT, series_id CHAR(32), local_date DATE, repairs_id CHAR(32), sealed_owning BLOB, is_imported BOOLEAN DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX commitments_by_due ON commitments (state, due_at);
CREATE INDEX commitments_by_person ON commitments (person_id, state, due_at);
CREATE TABLE reflections (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    heard_at BIGINT NOT NULL,
    local_date DATE NOT NULL,
    sealed_prompt BLOB NOT NULL,
    kept BOOLEAN NOT NULL,
    sealed_words BLOB, is_imported BOOLEAN DEFAULT '0' NOT NULL, by_name BOOLEAN DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX reflections_by_person ON reflections (person_id, heard_at);
CREATE TABLE rules (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    kind VARCHAR(24) NOT NULL,
    minute SMALLINT NOT NULL,
    zone VARCHAR(64) NOT NULL,
    days SMALLINT NOT NULL,
    version INTEGER NOT NULL,
    on_date DATE,
    subject_id CHAR(32),
    ended_at BIGINT,
    filled_until BIGINT,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX rules_by_person ON rules (person_id, kind);
CREATE INDEX rules_by_subject ON rules (subject_id);
CREATE INDEX rules_to_fill ON rules (ended_at, filled_until);
CREATE TABLE occurrences (
    id CHAR(32) NOT NULL,
    rule_id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    kind VARCHAR(24) NOT NULL,
    subject_id CHAR(32),
    local_date DATE NOT NULL,
    rule_version INTEGER NOT NULL,
    due_at BIGINT NOT NULL,
    window_end BIGINT NOT NULL,
    tz_version VARCHAR(16) NOT NULL,
    state VARCHAR(24) NOT NULL,
    reason VARCHAR(24),
    owner VARCHAR(64),
    lease_until BIGINT,
    attempts SMALLINT NOT NULL,
    next_try_at BIGINT,
    sent_at BIGINT,
    courier VARCHAR(24),
    ended_at BIGINT, said_at BIGINT,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id),
    FOREIGN KEY(rule_id) REFERENCES rules (id),
    CONSTRAINT one_per_rule_and_date UNIQUE (rule_id, local_date)
);
CREATE INDEX occurrences_again ON occurrences (next_try_at) WHERE state = 'due' AND next_try_at IS NOT NULL;
CREATE INDEX occurrences_by_person ON occurrences (person_id, due_at);
CREATE INDEX occurrences_due ON occurrences (due_at) WHERE state = 'due';
CREATE INDEX occurrences_ended ON occurrences (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX occurrences_leased ON occurrences (lease_until) WHERE state = 'leased';
CREATE INDEX occurrences_sent ON occurrences (window_end) WHERE state = 'sent';
CREATE TABLE announcements (
    occurrence_id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    words TEXT NOT NULL,
    ready_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    spoken_at BIGINT,
    PRIMARY KEY (occurrence_id),
    FOREIGN KEY(occurrence_id) REFERENCES occurrences (id) ON DELETE CASCADE,
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX announcements_by_person ON announcements (person_id, spoken_at);
CREATE TABLE private_words (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    said_at BIGINT NOT NULL,
    local_date DATE NOT NULL,
    sealed BLOB NOT NULL,
    kept_at BIGINT, by_name BOOLEAN DEFAULT '0' NOT NULL, is_imported BOOLEAN DEFAULT '0' NOT NULL, is_locked BOOLEAN DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX private_words_by_person ON private_words (person_id, kept_at);
CREATE TABLE commitment_series (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    made_at BIGINT NOT NULL,
    minute SMALLINT NOT NULL,
    days SMALLINT NOT NULL,
    zone VARCHAR(64) NOT NULL,
    sealed_text BLOB NOT NULL,
    ended_at BIGINT,
    made_until BIGINT, by_name BOOLEAN DEFAULT '0' NOT NULL, is_imported BOOLEAN DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX commitment_series_by_person ON commitment_series (person_id, ended_at);
CREATE INDEX commitment_series_to_make ON commitment_series (ended_at, made_until);
CREATE UNIQUE INDEX one_per_series_and_date ON commitments (series_id, local_date);
CREATE TABLE hard_talks (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    made_at BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    minutes SMALLINT NOT NULL,
    zone VARCHAR(64) NOT NULL,
    stands_until BIGINT NOT NULL,
    sealed_topic BLOB,
    state VARCHAR(24) NOT NULL,
    seconds_spent INTEGER NOT NULL,
    last_at BIGINT,
    back_at BIGINT,
    ended_at BIGINT,
    asks_until BIGINT,
    sealed_afterwards BLOB, shared_id CHAR(32), is_ready BOOLEAN DEFAULT 0 NOT NULL, is_imported BOOLEAN DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX hard_talks_by_person ON hard_talks (person_id, state, stands_until);
CREATE INDEX hard_talks_by_end ON hard_talks (state, stands_until);
CREATE TABLE alexa_accounts (
    lookup BLOB NOT NULL,
    person_id CHAR(32),
    region VARCHAR(24) NOT NULL,
    enabled_at BIGINT,
    disabled_at BIGINT,
    may_remind BOOLEAN,
    may_remind_at BIGINT,
    notifies BOOLEAN NOT NULL,
    notifies_at BIGINT,
    linked BOOLEAN NOT NULL,
    linked_at BIGINT,
    PRIMARY KEY (lookup),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX ix_alexa_accounts_person_id ON alexa_accounts (person_id);
CREATE INDEX alexa_accounts_disabled ON alexa_accounts (disabled_at) WHERE disabled_at IS NOT NULL;
CREATE TABLE alexa_devices (
    lookup BLOB NOT NULL,
    person_id CHAR(32) NOT NULL,
    zone VARCHAR(64) NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (lookup),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX ix_alexa_devices_person_id ON alexa_devices (person_id);
CREATE TABLE alexa_reminders (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    lookup BLOB NOT NULL,
    kind VARCHAR(24) NOT NULL,
    subject_id CHAR(32),
    asked_at BIGINT NOT NULL,
    zone VARCHAR(64) NOT NULL,
    minute SMALLINT NOT NULL,
    first_on DATE NOT NULL,
    is_daily BOOLEAN NOT NULL,
    days SMALLINT NOT NULL,
    standing VARCHAR(24) NOT NULL,
    ending VARCHAR(24),
    alert_lookup BLOB,
    sealed_alert BLOB,
    rings_at BIGINT,
    rule_version INTEGER NOT NULL,
    paused_until BIGINT,
    is_due BOOLEAN NOT NULL,
    attempts SMALLINT NOT NULL,
    next_try_at BIGINT,
    said_at BIGINT,
    ended_at BIGINT,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX ix_alexa_reminders_alert_lookup ON alexa_reminders (alert_lookup);
CREATE INDEX alexa_reminders_by_person ON alexa_reminders (person_id, standing);
CREATE INDEX alexa_reminders_alive ON alexa_reminders (next_try_at) WHERE standing IN ('making', 'rings');
CREATE TABLE alexa_notices (
    occurrence_id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    until BIGINT NOT NULL,
    next_try_at BIGINT,
    attempts SMALLINT NOT NULL,
    PRIMARY KEY (occurrence_id),
    FOREIGN KEY(occurrence_id) REFERENCES occurrences (id) ON DELETE CASCADE,
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX ix_alexa_notices_person_id ON alexa_notices (person_id);
CREATE INDEX alexa_notices_waiting ON alexa_notices (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE TABLE "doors" (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    kind VARCHAR(24) NOT NULL,
    lookup BLOB NOT NULL,
    sealed_id BLOB NOT NULL,
    speaker_lookup BLOB,
    listening_until BIGINT,
    is_proven BOOLEAN NOT NULL, sealed_since BLOB, is_sole BOOLEAN DEFAULT '0' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id),
    CONSTRAINT one_door_per_person UNIQUE (lookup, person_id)
);
CREATE INDEX ix_doors_person_id ON doors (person_id);
CREATE INDEX ix_doors_lookup ON doors (lookup);
CREATE INDEX ix_doors_speaker_lookup ON doors (speaker_lookup);
CREATE TABLE invitations (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    made_at BIGINT NOT NULL,
    code_lookup BLOB NOT NULL,
    state VARCHAR(24) NOT NULL,
    invitee_id CHAR(32),
    tries INTEGER NOT NULL,
    purpose VARCHAR(24) NOT NULL, sealed_name BLOB,
    PRIMARY KEY (id),
    FOREIGN KEY(invitee_id) REFERENCES persons (id),
    FOREIGN KEY(person_id) REFERENCES persons (id),
    UNIQUE (code_lookup)
);
CREATE INDEX ix_invitations_person_id ON invitations (person_id);
CREATE TABLE code_tries (
    id CHAR(32) NOT NULL,
    tried_at BIGINT NOT NULL,
    user_lookup BLOB NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_code_tries_tried_at ON code_tries (tried_at);
CREATE TABLE turnstiles (
    id SMALLINT NOT NULL,
    passed_at BIGINT,
    PRIMARY KEY (id)
);
CREATE TABLE couples (
    id CHAR(32) NOT NULL,
    first_id CHAR(32) NOT NULL,
    second_id CHAR(32) NOT NULL,
    linked_at BIGINT NOT NULL,
    first_side VARCHAR(24) NOT NULL,
    second_side VARCHAR(24) NOT NULL, first_told_at BIGINT, second_told_at BIGINT,
    PRIMARY KEY (id),
    FOREIGN KEY(first_id) REFERENCES persons (id),
    FOREIGN KEY(second_id) REFERENCES persons (id)
);
CREATE INDEX ix_couples_first_id ON couples (first_id);
CREATE INDEX ix_couples_second_id ON couples (second_id);
CREATE TABLE shares (
    id CHAR(32) NOT NULL,
    couple_id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    kind VARCHAR(24) NOT NULL,
    level VARCHAR(24) NOT NULL,
    shared_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    subject_id CHAR(32),
    due_at BIGINT,
    ask VARCHAR(24),
    seen_at BIGINT, held_at BIGINT,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX ix_shares_person_id ON shares (person_id);
CREATE TABLE shared_talks (
    id CHAR(32) NOT NULL,
    couple_id CHAR(32) NOT NULL,
    proposer_id CHAR(32) NOT NULL,
    made_at BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    minutes SMALLINT NOT NULL,
    state VARCHAR(24) NOT NULL,
    offered_at BIGINT,
    PRIMARY KEY (id),
    FOREIGN KEY(couple_id) REFERENCES couples (id),
    FOREIGN KEY(proposer_id) REFERENCES persons (id)
);
CREATE INDEX shared_talks_by_couple ON shared_talks (couple_id, state);
CREATE INDEX shared_talks_by_start ON shared_talks (state, starts_at);
CREATE INDEX hard_talks_by_shared ON hard_talks (shared_id);
CREATE TABLE replays (
    seen BLOB NOT NULL,
    heard_at BIGINT NOT NULL,
    PRIMARY KEY (seen)
);
CREATE INDEX ix_replays_heard_at ON replays (heard_at);
CREATE TABLE device_countries (
    lookup BLOB NOT NULL,
    country VARCHAR(2),
    PRIMARY KEY (lookup)
);
CREATE TABLE pin_tries (
    id CHAR(32) NOT NULL,
    door_lookup BLOB NOT NULL,
    person_id CHAR(32) NOT NULL,
    tries SMALLINT NOT NULL,
    waits_until BIGINT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX ix_pin_tries_door_lookup ON pin_tries (door_lookup);
CREATE INDEX ix_pin_tries_person_id ON pin_tries (person_id);
CREATE TABLE claims (
    id CHAR(32) NOT NULL,
    person_id CHAR(32) NOT NULL,
    said_at BIGINT NOT NULL,
    kind VARCHAR(24) NOT NULL,
    subject_id CHAR(32),
    due_at BIGINT,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE INDEX claims_by_person ON claims (person_id, said_at);
CREATE UNIQUE INDEX doors_sole ON doors (lookup) WHERE is_sole;
INSERT INTO alembic_version (version_num) VALUES ('0020');
