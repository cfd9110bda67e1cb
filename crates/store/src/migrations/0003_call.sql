-- Calls, the agents' parts of them, what agents shared of them, and promises.

ALTER TABLE inbox ADD COLUMN calls BIGINT NOT NULL DEFAULT 1;
ALTER TABLE inbox ADD COLUMN recording TEXT NOT NULL DEFAULT 'off';
ALTER TABLE inbox ADD COLUMN keep_days BIGINT NOT NULL DEFAULT 30;

CREATE TABLE call (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    inbox_id BIGINT REFERENCES inbox (id),
    source TEXT NOT NULL,
    key TEXT,
    asked_at BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    joined_at BIGINT,
    agent_id BIGINT REFERENCES agent (id),
    answered_at BIGINT,
    held_since BIGINT,
    paused_since BIGINT,
    transfer_to BIGINT REFERENCES agent (id),
    guest_id BIGINT REFERENCES agent (id),
    ended_at BIGINT,
    reason TEXT,
    UNIQUE (customer_id, key)
);
CREATE INDEX call_running ON call (asked_at) WHERE ended_at IS NULL;
CREATE INDEX call_conversation ON call (conversation_id, asked_at);
CREATE INDEX call_answered ON call (answered_at);

-- What was heard in a part is its agent's alone: `recording` and `figures` name files that are sealed to
-- the agent's corner, `recording_key` and `notes` are sealed to it themselves.
CREATE TABLE call_part (
    id {ID},
    call_id BIGINT NOT NULL REFERENCES call (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    corner_id BIGINT,
    recording TEXT,
    recording_key TEXT,
    figures TEXT,
    notes TEXT,
    delete_at BIGINT
);
CREATE INDEX call_part_call ON call_part (call_id, began_at);
CREATE INDEX call_part_agent ON call_part (agent_id, began_at);
CREATE INDEX call_part_delete ON call_part (delete_at) WHERE delete_at IS NOT NULL;

CREATE TABLE shared_moment (
    id {ID},
    call_part_id BIGINT NOT NULL REFERENCES call_part (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    what TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    length_ms BIGINT NOT NULL,
    note TEXT NOT NULL,
    clip TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX shared_moment_conversation ON shared_moment (conversation_id, at);
CREATE INDEX shared_moment_part ON shared_moment (call_part_id);

-- Sums over many calls of many agents, a week at a time: no row is one person's.
CREATE TABLE team_figure (
    week BIGINT NOT NULL,
    measure TEXT NOT NULL,
    parts BIGINT NOT NULL,
    sum_thousandths BIGINT NOT NULL,
    squares_thousandths BIGINT NOT NULL,
    PRIMARY KEY (week, measure)
);

CREATE TABLE promise (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    call_id BIGINT REFERENCES call (id),
    owner_id BIGINT REFERENCES agent (id),
    what TEXT NOT NULL,
    phone TEXT,
    due_at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    kept_at BIGINT,
    cancelled_at BIGINT
);
CREATE INDEX promise_due ON promise (due_at) WHERE kept_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX promise_customer ON promise (customer_id, due_at);
