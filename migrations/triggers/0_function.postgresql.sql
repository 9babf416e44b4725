CREATE OR REPLACE FUNCTION forget_story() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles SET story_id = NULL WHERE story_id = OLD.story_id;
    RETURN NULL;
END
$$
