-- When each thing happened that is told of, and the event that told of it: each way of telling somebody counts its patience
-- from the first that it has not told them. Of what is there it is known when the last happened.
ALTER TABLE notification_cause ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notification_cause ADD COLUMN at BIGINT NOT NULL DEFAULT 0;
UPDATE notification_cause SET
    place = (SELECT notification.place FROM notification
             WHERE notification.id = notification_cause.notification_id),
    at = (SELECT notification.at FROM notification
          WHERE notification.id = notification_cause.notification_id);

-- 1 where somebody tries whether a browser is told, before whatever else it is to be told.
ALTER TABLE push_subscription ADD COLUMN test BIGINT NOT NULL DEFAULT 0;
UPDATE push_subscription SET test = 1 WHERE next_at IS NOT NULL AND told_after IS NULL;

-- Browsers that somebody took back: none of them comes back by itself, though each may that is not known for another reason.
CREATE TABLE push_removal (
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    endpoint_hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (agent_id, endpoint_hash)
);
