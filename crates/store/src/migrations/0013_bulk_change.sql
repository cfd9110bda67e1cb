-- What was done to many conversations in one go, with how each stood before, so that it can be undone.
CREATE TABLE bulk_change (
    id {ID},
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    kind TEXT NOT NULL,
    tag TEXT NOT NULL,
    at BIGINT NOT NULL,
    undone_at BIGINT
);

CREATE TABLE bulk_change_row (
    bulk_change_id BIGINT NOT NULL REFERENCES bulk_change (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    state TEXT NOT NULL,
    waiting_since BIGINT,
    snoozed_until BIGINT,
    assignee_id BIGINT REFERENCES agent (id),
    team_id BIGINT REFERENCES team (id),
    PRIMARY KEY (bulk_change_id, conversation_id)
);
