"""Content of other systems comes in: folders of Markdown, and questions with their answers as JSON lines."""
