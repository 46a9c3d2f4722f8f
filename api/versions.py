"""Which version of a thing is meant: `ETag` on what is answered, `If-Match` on what is to be changed (RFC 9110, 8.8.3, 13.1.1).

The tag is the thing's own version, a number that rises with each change of it. Texts that follow from the day or from the town
(days left, titles) change without it: it says whether a change may be made, not whether a copy is still good to read, and
nothing under /api may be kept anyway (`api.headers`).
"""

from flask import request
from werkzeug.exceptions import BadRequest, PreconditionFailed, PreconditionRequired

from api.faults import shown

HEADER = "If-Match"


def tag(version: int) -> dict[str, str]:
    """The header of an answer that shows this version."""
    return {"ETag": f'"{version}"'}


def seen() -> int | None:
    """The version the request is meant for; None for `*`: whichever there is.

    Raises PreconditionRequired without the header, BadRequest for several tags, PreconditionFailed for a tag that was never ours.
    """
    if HEADER not in request.headers:
        raise PreconditionRequired(
            f"{HEADER} is missing: say which version is to be changed, as its ETag said. Nothing was changed."
        )
    if request.if_match.star_tag:
        return None
    tags = request.if_match.as_set()  # strong ones: a weak one never matches here
    if len(tags) > 1:
        raise BadRequest(f"{HEADER} names {len(tags)} versions; name the one you have seen.")
    named = next(iter(tags), "")
    if not (named.isascii() and named.isdigit() and len(named) < 10):
        given = shown(request.headers[HEADER])
        raise PreconditionFailed(f'{HEADER} is {given}, and no version of ours is called so. Send the ETag as it came: "3".')
    return int(named)
