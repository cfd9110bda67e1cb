-- When a team is there, how it gives out what comes, and why somebody was given something.
ALTER TABLE team ADD COLUMN time_zone TEXT;
ALTER TABLE team ADD COLUMN hours TEXT;
ALTER TABLE team ADD COLUMN way TEXT NOT NULL DEFAULT 'by hand';
ALTER TABLE team ADD COLUMN takes_back BIGINT NOT NULL DEFAULT 0;
-- The number of a member's last turn in that team.
ALTER TABLE team_member ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agent ADD COLUMN open_max BIGINT;
ALTER TABLE assignment ADD COLUMN reason TEXT;
ALTER TABLE assignment ADD COLUMN note_id BIGINT REFERENCES message (id);

-- Days on which nobody is there: a team's, or everybody's.
CREATE TABLE holiday (
    id {ID},
    team_id BIGINT REFERENCES team (id),
    date TEXT NOT NULL,
    yearly BIGINT NOT NULL,
    name TEXT NOT NULL,
    made_by BIGINT NOT NULL REFERENCES agent (id),
    removed_at BIGINT
);
