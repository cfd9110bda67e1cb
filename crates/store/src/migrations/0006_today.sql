-- The intention of a day, of those who shared theirs with the team. What they did not share is in
-- their corner alone.
CREATE TABLE shared_intention (
    agent_id BIGINT PRIMARY KEY REFERENCES agent (id),
    day TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL
);
