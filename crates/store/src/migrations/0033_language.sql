-- The language in which the desk speaks to somebody who serves (BCP 47); null where it is that of their browser.
ALTER TABLE agent ADD COLUMN language TEXT;
