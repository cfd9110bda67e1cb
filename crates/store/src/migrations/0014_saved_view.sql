-- Lists that are kept at hand: an agent's own, or everybody's.
CREATE TABLE saved_view (
    id {ID},
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    agent_id BIGINT REFERENCES agent (id),
    made_by BIGINT NOT NULL REFERENCES agent (id),
    made_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX saved_view_agent ON saved_view (agent_id);

-- Lists by channel and by team are one walk along an index, as those by agent are.
CREATE INDEX conversation_channel ON conversation (channel, state, last_message_at);
CREATE INDEX conversation_team ON conversation (team_id, state, last_message_at);
