-- Up to which event each of those that follow the events has come, so that a restart misses nothing.
CREATE TABLE event_place (
    follower TEXT PRIMARY KEY,
    event_id BIGINT NOT NULL
);
INSERT INTO event_place (follower, event_id) SELECT 'moments', event_id FROM moment_cursor;
INSERT INTO event_place (follower, event_id)
    SELECT 'promises', CAST(value AS BIGINT) FROM setting WHERE key = 'promises_read_to';
DELETE FROM setting WHERE key = 'promises_read_to';
DROP TABLE moment_cursor;
