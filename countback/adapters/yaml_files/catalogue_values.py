"""The catalogue's models, once right, as values of the domain."""

from __future__ import annotations

from countback.adapters.yaml_files.catalogue_models import MilestoneModel, RuleModel, VaccinesFile
from countback.domain.catalogue import DEFAULT_LADDER, Confidence, Duration, Milestone, Rule, Source
from countback.domain.dates import ZERO
from countback.domain.immunizations import Series, Spacing, Vaccines
from countback.domain.rules import parse_sentence, parse_span


def milestone_of(one: MilestoneModel, sources: dict[str, Source]) -> Milestone:
    """Return a milestone of the domain."""
    source, confidence = sources[one.source], Confidence(one.confidence)
    duration = one.duration
    return Milestone(
        key=one.key,
        title=one.title,
        details=one.details.strip(),
        category=one.category,
        source=source,
        confidence=confidence,
        kind=one.kind,
        per=one.per,
        hard=one.hard,
        applies_if=one.applies_if,
        rules=tuple(_rule(rule, one, source, sources) for rule in one.rules),
        duration=Duration(parse_span(duration.typical), parse_span(duration.slow))
        if duration
        else Duration(),
        notice=parse_span(one.notice) if one.notice else ZERO,
        reminders=DEFAULT_LADDER if one.reminders is None else tuple(one.reminders),
        ask=one.ask,
        at=one.at,
    )


def _rule(rule: RuleModel, one: MilestoneModel, source: Source, sources: dict[str, Source]) -> Rule:
    sentence = parse_sentence(rule.rule)
    hard = rule.hard if rule.hard is not None else not rule.soft if rule.soft is not None else one.hard
    return Rule(
        point=sentence.point,
        bound=sentence.bound,
        span=sentence.span,
        side=sentence.side,
        reference=sentence.reference,
        why=rule.why,
        source=sources[rule.source] if rule.source else source,
        confidence=Confidence(rule.confidence or one.confidence),
        hard=hard,
        validity=rule.validity,
        only_if=rule.only_if,
        sentence=" ".join(rule.rule.split()),
    )


def vaccines_of(model: VaccinesFile, sources: dict[str, Source]) -> Vaccines:
    """Return the vaccine series of the domain."""
    spacing = model.live_spacing
    return Vaccines(
        grace=parse_span(model.grace),
        spacing=Spacing(
            parse_span(spacing.span), spacing.why, sources[spacing.source], Confidence(spacing.confidence)
        ),
        series=tuple(
            Series(one.vaccine, one.title, tuple(one.doses), one.titer, one.live, tuple(one.products))
            for one in model.series
        ),
    )


def in_order(milestones: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    """Put each milestone after those its rules refer to, so one sweep of the solver settles most."""
    by_key = {one.key: one for one in milestones}
    placed: dict[str, Milestone] = {}

    def place(one: Milestone, trail: frozenset[str]) -> None:
        if one.key in placed or one.key in trail:
            return
        for rule in one.rules:
            other = by_key.get(rule.reference)
            if other is not None:
                place(other, trail | {one.key})
        placed[one.key] = one

    for one in milestones:
        place(one, frozenset())
    return tuple(placed.values())
