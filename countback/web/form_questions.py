"""The questions about the person: who they are, their season, their school and their visa.

Each help is a sentence or two in plain words. What is a matter of law, of a visa or of a school's own rules
says whom to ask; the facts are those of the catalogue.
"""

from __future__ import annotations

from countback.web.form_parts import YES, Field, Step

_COMBINED = (
    "{} and medical genetics, combined. You can enter it straight after medical school. September cycle, "
    "Main Match."
)
_ALONE = (
    "Medical genetics alone (categorical). Only after at least 12 months of residency in the US (accredited by "
    "ACGME, with direct patient care). July cycle."
)
_TRACKS = (
    ("peds_mgg", _COMBINED.format("Paediatrics")),
    ("im_mgg", _COMBINED.format("Internal medicine")),
    ("categorical_mgg", _ALONE),
)
_DEGREES = (("none", "None"), ("some", "Some"), ("strong", "Strong"))

YOU = Step.of(
    "you",
    "You and your season",
    "Who the plan is for, and the season from which it counts back.",
    Field(
        "first_name",
        "First name",
        "Only your first name. No other name is needed.",
        "text",
        autocomplete="given-name",
        required=True,
    ),
    Field(
        "target_year",
        "The season in which you apply",
        "One season has several names, because ERAS and the Match name it after the year it ends in. Choose the "
        "line that begins with your September. In the July cycle, applications go out in July of that same year.",
        "select",
        required=True,
    ),
    Field(
        "track",
        "The kind of programme",
        "Each kind has its own calendar. Confirm the cycle with each programme.",
        "radio",
        _TRACKS,
        required=True,
    ),
    Field(
        "stage",
        "Are you still a student?",
        "Answer this question, the next one, or both. It matters: hands-on electives are for students only; a "
        "graduate can observe. Verify with the host's international office.",
        "radio",
        (("student", "Yes, I have not graduated yet"), ("graduate", "No, I have graduated")),
    ),
    Field(
        "graduation",
        "Date of graduation",
        "The day on which you graduated, or on which you expect to. Your school's office knows it.",
        "date",
    ),
    Field(
        "timezone",
        "Time zone",
        "Where you live, as region and city: for example Asia/Kolkata or Africa/Lagos. Begin to type, then choose.",
        "text",
        placeholder="Asia/Kolkata",
        required=True,
    ),
    Field(
        "contact.email",
        "E-mail address (optional)",
        "For reminders. No reminder is sent by e-mail yet, so you can leave this empty.",
        "email",
        autocomplete="email",
    ),
)

SCHOOL = Step.of(
    "school",
    "School, experience and visa",
    "What is open to you depends on these. If you are not sure, leave an answer as it is and change it later.",
    Field(
        "school.country",
        "Country of your medical school (optional)",
        "",
        "text",
        autocomplete="country-name",
    ),
    Field(
        "school.vslo",
        "My school is a VSLO home institution",
        "VSLO is AAMC's service for visiting students. Many US hosts take students through it only. Ask your "
        "school's office.",
        "check",
    ),
    Field(
        "school.english",
        "My school teaches in English",
        "If it does not, the plan gives you time for translations.",
        "check",
        default=YES,
    ),
    Field("experience.us_clinical", "I have had clinical experience in the US", "", "check"),
    Field(
        "experience.acgme_year",
        "I have done 12 months of residency in an ACGME programme",
        "Medical genetics alone (categorical) needs it. Verify with ABMGG.",
        "check",
    ),
    Field(
        "experience.genetics",
        "How much have you seen of clinical genetics?",
        "Your own judgement is enough.",
        "select",
        _DEGREES,
        default="none",
    ),
    Field(
        "experience.genetics_research",
        "How much research have you done in genetics?",
        "Your own judgement is enough.",
        "select",
        _DEGREES,
        default="none",
    ),
    Field(
        "visa.status",
        "Your visa for a visit to a US hospital",
        "Verify with the host's international office and with the US consulate which visa your visit needs.",
        "radio",
        (
            ("needed", "I need a visa and do not have it yet"),
            ("held", "I hold a visa for the visit"),
            ("not_needed", "I can visit without a visa"),
            ("us_citizen", "I am a US citizen"),
        ),
        default="needed",
    ),
    Field(
        "visa.high_wait_post",
        "The wait at my US consulate is nine months or more",
        "The wait for the interview for a visitor's visa. The US State Department publishes it each month at "
        "travel.state.gov.",
        "check",
    ),
    Field(
        "visa.passport_expires",
        "Last day on which your passport is valid (optional)",
        "It should be valid for six months after the end of your stay; some countries are excepted. Verify with "
        "the US consulate.",
        "date",
    ),
    Field(
        "visa.residency",
        "The visa you want for residency itself",
        "Some programmes do not offer H-1B: ask each programme. About the law, ask a US immigration lawyer.",
        "radio",
        (
            ("j1", "J-1, with ECFMG as the sponsor"),
            ("h1b", "H-1B: needs Step 3, and an employer who is willing"),
            ("none", "I do not need one"),
        ),
        default="j1",
    ),
)
