"""My profile: the same form as at the start, with the answers of today; saved at any step."""

from __future__ import annotations

from countback.errors import BadInput
from countback.services import changing
from countback.web.pages import Answer, back, page, problems_of
from countback.web.profile_form import form_values, problems_by_field, profile_of
from countback.web.visits import Visit
from countback.web.wizard import Wizard, open_wizard, turned


def profile_page(visit: Visit) -> Answer:
    """Show the profile's answers; where they do not fit today, the first that has to be mended."""
    values = form_values(visit.site.app.store.person(visit.person_id).profile)
    step = visit.query.get("step", "")
    wizard = open_wizard(visit.site.app, values, visit.today, step)
    if visit.problems and not step:
        wizard = wizard.told(problems_by_field(visit.problems, values))
    return _shown(visit, wizard)


def change_profile(visit: Visit) -> Answer:
    """Go through the form, or save it: plan and calendar follow at once."""
    app, sent = visit.site.app, visit.sent
    wizard = open_wizard(app, sent.values, visit.today, sent["step"])
    if sent["go"] != "save":
        base = app.store.person(visit.person_id).profile
        wizard = turned(app, wizard, sent["go"], base, visit.today)
        return _shown(visit, wizard, 422 if wizard.problems else 200)
    try:
        done = changing.apply(
            app.workshop, visit.person_id, lambda base: profile_of(sent.values, base), visit.today, visit.now
        )
    except BadInput as error:
        return _shown(visit, wizard.told(problems_by_field(problems_of(error), sent.values)), 422)
    return back(visit, "", "saved" if done.kept.is_new else "same")


def _shown(visit: Visit, wizard: Wizard, status: int = 200) -> Answer:
    return page(visit, "profile.html", status, wizard=wizard, action=f"{visit.base}/profile")
