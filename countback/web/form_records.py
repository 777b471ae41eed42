"""The questions about records and wishes: exams, ECFMG, vaccines, tuberculosis tests, rotations.

The choice of vaccines and products comes from the catalogue, when the form is shown.
"""

from __future__ import annotations

from countback.web.form_parts import YES, Field, Group, Step

_EXAM = (("not_taken", "Not taken, no day booked"), ("booked", "Booked"), ("passed", "Passed"))
_EXAM_DAY = "The day on which you sat it, or which you have booked."


def _exam(key: str, name: str, note: str = "") -> tuple[Field, Field]:
    return (
        Field(f"exams.{key}.state", name, note, "select", _EXAM, default="not_taken"),
        Field(f"exams.{key}.day", f"{name}: day", _EXAM_DAY, "date"),
    )


EXAMS = Step.of(
    "exams",
    "Exams and ECFMG",
    "Say what is passed or booked. What is not gets its dates in the plan.",
    *_exam("step1", "Step 1"),
    *_exam("step2ck", "Step 2 CK"),
    *_exam("oet", "OET Medicine", "The test of English that ECFMG's Pathways ask for."),
    *_exam("step3", "Step 3", "Needed for an H-1B visa."),
    Field(
        "ecfmg.state",
        "ECFMG certification",
        "",
        "select",
        (
            ("none", "Not begun"),
            ("applied", "I have applied"),
            ("certified", "I hold the certificate"),
        ),
        default="none",
    ),
    Field(
        "ecfmg.pathway",
        "ECFMG Pathway",
        "Pathway 1 rests on a medical licence, Pathway 6 on six observed patient encounters. The conditions change "
        "each season: verify with ECFMG.",
        "select",
        (
            ("0", "I do not know yet"),
            *((str(number), f"Pathway {number}") for number in range(1, 7)),
        ),
        default="0",
    ),
)

DOSES = Group(
    "immunizations.doses",
    "Doses you have had",
    "Dose",
    "Copy them from your vaccination record, one dose in a row. Leave spare rows empty; to take a row out, empty "
    "it. Ask your clinician which doses count.",
    (
        Field("vaccine", "Vaccine", "", "select"),
        Field("day", "Day given", "", "date"),
        Field("product", "Product (hepatitis B only)", "", "select"),
    ),
    place="day",
    blanks=3,
    usual=60,
    most=60,
)

VACCINES = Step.of(
    "vaccines",
    "Vaccines and tuberculosis",
    "Hosts ask for these. You can leave this page as it is and fill it in when you have your records.",
    DOSES,
    Field(
        "immunizations.immune",
        "A blood test (titer) shows that you are immune",
        "Tick only what you have on paper. Some hosts want more than that: ask the host, and your clinician.",
        "checks",
    ),
    Field(
        "immunizations.hepatitis_b",
        "Hepatitis B: which series do you plan?",
        "Ask your clinician which product you can get, and which of them suits you.",
        "radio",
        (
            ("three_dose", "Three doses, as fast as the minimum intervals allow"),
            ("three_dose_standard", "Three doses on the standard schedule: 0, 1 and 6 months"),
            ("heplisav_b", "Heplisav-B: two doses, at least 28 days apart"),
        ),
        default="three_dose",
    ),
    Field(
        "immunizations.tb.method",
        "Tuberculosis test",
        "Ask the host which test it takes, and your clinician.",
        "radio",
        (
            ("igra", "Blood test (IGRA): one visit"),
            ("tst", "Two-step skin test (TST): four visits"),
        ),
        default="igra",
    ),
    Field(
        "immunizations.tb.day",
        "Day of a tuberculosis test already done (optional)",
        "Only the newest one. Hosts take a test for a limited time: ask each host.",
        "date",
    ),
)

PLANNED = Group(
    "rotations.planned",
    "Rotations with fixed dates",
    "Rotation",
    "Only those that have their dates. Leave all of it empty, and the plan places rotations for you.",
    (
        Field(
            "kind",
            "Kind",
            "",
            "select",
            (
                ("", "Choose"),
                ("broad", "Broad: paediatrics or internal medicine"),
                ("genetics", "Medical genetics"),
                ("third", "A third one, in another region"),
            ),
        ),
        Field("start", "First day", "", "date"),
        Field("weeks", "Weeks", "Empty means 4.", "number"),
        Field("host", "Host (optional)", "", "text"),
        Field("apply_from", "First day to apply (optional)", "", "date"),
        Field("apply_by", "Last day to apply (optional)", "", "date"),
    ),
    place="start",
    blanks=3,
    usual=3,
    most=6,
)
BLACKOUTS = Group(
    "blackouts",
    "Days on which you cannot be on a rotation",
    "Period",
    "For example examinations, a wedding, or duty at home. Both days are included.",
    (
        Field("first", "First day", "", "date"),
        Field("last", "Last day", "", "date"),
        Field("reason", "Reason (optional)", "", "text"),
    ),
    place="last",
    blanks=2,
    usual=40,
    most=40,
)

WISHES = Step.of(
    "wishes",
    "Rotations and wishes",
    "What you would like. A wish is followed where the rules allow it; where they do not, the plan says so.",
    Field(
        "pathway",
        "The kind of US experience you want",
        "Electives are for students only. Verify with the host's international office.",
        "radio",
        (
            ("auto", "Whatever is open to me"),
            ("elective", "Electives: hands-on, for students"),
            ("observership", "Observerships: no patient care"),
            ("research_year", "A research year, with one or two months of observership"),
        ),
        default="auto",
    ),
    Field(
        "rotations.count",
        "How many rotations?",
        "Each has four weeks, one after the other. If you fill in rotations with fixed dates below, leave this as "
        "it is: they are counted.",
        "select",
        (("", "Three, or as many as have fixed dates"), ("1", "One"), ("2", "Two"), ("3", "Three")),
    ),
    PLANNED,
    BLACKOUTS,
    Field(
        "budget_usd",
        "Budget in US dollars (optional)",
        "For two to three months in the US. Digits only.",
        "number",
        placeholder="9000",
    ),
    Field(
        "dual_application",
        "I also apply in paediatrics or internal medicine",
        "This is the usual second line. It needs its own statement, letters and money.",
        "check",
    ),
    Field(
        "backup",
        "Put a backup into the plan",
        "Places in genetics are few, so it is worth thinking about early.",
        "check",
        default=YES,
    ),
)
