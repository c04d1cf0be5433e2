"""Where a comment stands: on the page of its post, with all comments of that post unfolded."""


def comment_path(page: str, on_id: int, comment_id: int) -> str:
    """The path of a comment under a subject whose own path is `page`, whether or not it is folded there."""
    path = page.partition("#")[0]
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}comments={on_id}#comment-{comment_id}"
