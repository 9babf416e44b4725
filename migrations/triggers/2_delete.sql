CREATE TRIGGER IF NOT EXISTS articles_delete_leaves_story AFTER DELETE ON articles
WHEN old.story_id IS NOT NULL
BEGIN
    UPDATE articles SET story_id = NULL WHERE story_id = old.story_id;
END
