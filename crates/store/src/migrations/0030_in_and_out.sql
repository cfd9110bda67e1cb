-- Tables of customers that somebody brought: the file with their lines, what its columns mean, and how far it is. The
-- header and the columns are lists, a line or a word each.
CREATE TABLE customer_import (
    id {ID},
    name TEXT NOT NULL,
    file TEXT,
    encoding TEXT NOT NULL,
    header TEXT NOT NULL,
    columns TEXT NOT NULL,
    overwrites BIGINT NOT NULL,
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    lines BIGINT NOT NULL,
    lines_done BIGINT NOT NULL,
    added BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    wrong BIGINT NOT NULL
);

-- What became of each line that changed something or could not be taken. Customers are named by number alone, for what
-- is undone takes them away. made tells somebody who was added apart from who they are now, once something changed them.
CREATE TABLE customer_import_line (
    customer_import_id BIGINT NOT NULL REFERENCES customer_import (id),
    line BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    customer_id BIGINT,
    made TEXT,
    wrong TEXT,
    PRIMARY KEY (customer_import_id, line)
);
CREATE INDEX customer_import_line_customer ON customer_import_line (customer_id) WHERE customer_id IS NOT NULL;

-- What a line changed of somebody who was there: a field, what it said before, and what it said then.
CREATE TABLE customer_import_change (
    id {ID},
    customer_import_id BIGINT NOT NULL REFERENCES customer_import (id),
    line BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    field TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
);
CREATE INDEX customer_import_change_line ON customer_import_change (customer_import_id, line);
CREATE INDEX customer_import_change_customer ON customer_import_change (customer_id);

-- Copies of all that is kept, to be taken along. The file is there until it expires.
CREATE TABLE export (
    id {ID},
    with_files BIGINT NOT NULL,
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    rows_done BIGINT NOT NULL,
    file TEXT,
    size_bytes BIGINT,
    ready_at BIGINT,
    expires_at BIGINT
);
