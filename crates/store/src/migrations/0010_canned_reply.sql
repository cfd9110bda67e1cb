-- Canned replies: texts that are written once and used often. One is a team's or an agent's own; where it is
-- neither, it is everybody's.
CREATE TABLE canned_reply (
    id {ID},
    title TEXT NOT NULL,
    code TEXT,
    words TEXT NOT NULL,
    language TEXT,
    team_id BIGINT REFERENCES team (id),
    agent_id BIGINT REFERENCES agent (id),
    revision BIGINT NOT NULL,
    changed_by BIGINT NOT NULL REFERENCES agent (id),
    removed_at BIGINT
);

-- How often each agent used one. What others used is told as a sum alone.
CREATE TABLE canned_reply_use (
    canned_reply_id BIGINT NOT NULL REFERENCES canned_reply (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    uses BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (canned_reply_id, agent_id)
);
