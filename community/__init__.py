"""The portal, a house with floors: imports only go down (ARCHITECTURE.md).

From a URL to its code in five hops: `wiring.py` names the blueprint, the package's `views.py` has the route,
its `actions.py` the deed, `policies/` the rule, `models.py` the row; who hears of it is in `wiring.SUBSCRIBERS`.

- Ground: `core` knows no feature. Words: `policies`, `site_settings`, `events`. Commons: `accounts`, `content`.
- Promises: `service_levels`. Pillars: `articles`, `questions`, `ideas`.
- Watchers: `search`, `recognition`, `notifications`, `moderation`. Front: `home`, `admin`, `importing`, `demo`.
"""
