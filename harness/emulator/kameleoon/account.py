"""What a person has set up and pasted in the Kameleoon app, as plain data.

The emulator is given this and knows nothing of who made the code.
"""

from __future__ import annotations

import base64
from typing import Literal, TypedDict

from ....generator.project import BUILT_IN_EVENTS, Project, Sitecode
from ..http.values import Value

# Of the shape that CONTRACT 4.7 gives. It opens nothing but the emulator.
API_KEY = base64.b64encode(b'{"id": "emulator", "secret": "none"}').decode()


class CustomDatum(Value, frozen=True, kw_only=True):
    """One custom data (CONTRACT 2.4).

    Attributes:
        name: as shown in the app; exact, case-sensitive.
        type: one value, a list, or a list that counts.
        format: of each value.
        scope: how long a value lives.
        code: pasted acquisition code, a function body. Empty: set through the API only.
        values_code: pasted "Save the values for the targeting condition" code; runs in Kameleoon's own UI.
    """

    name: str
    type: Literal["unique", "list", "count-list"] = "unique"
    format: Literal["string", "number", "boolean"] = "string"
    scope: Literal["page", "visit", "visitor"] = "visit"
    code: str = ""
    values_code: str = ""


class DataCondition(Value, frozen=True, kw_only=True):
    """Targeting on a custom data.

    Attributes:
        name: of the custom data.
        value: the value, or an element of the list; None: any value.
        negate: true when the datum must not have the value.
    """

    name: str
    value: str | float | bool | None = None
    negate: bool = False


class Targeting(Value, frozen=True, kw_only=True):
    """When a campaign is triggered: all conditions together.

    Attributes:
        url: JavaScript regular expression searched in the address; empty: every page.
        custom_data: conditions on custom data.
        consent: a consent is awaited, if the account requires one; false: runs in memory before it.
        manual: only `Experiments.trigger` starts it, as for a feature flag in hybrid mode.
    """

    url: str = ""
    custom_data: tuple[DataCondition, ...] = ()
    consent: bool = True
    manual: bool = False


class Variation(Value, frozen=True, kw_only=True):
    """One variation; the control has id 0 and name `Reference` (CONTRACT 2.5).

    Attributes:
        id: unique in the account.
        name: any characters.
        code: pasted JavaScript, a function body.
        redirect: address to go to instead; the exposure is then reported by the page arrived at.
        weight: share of the traffic, relative to the other variations.
        key: what SDKs call it; empty: the name.
    """

    id: int
    name: str
    code: str = ""
    redirect: str = ""
    weight: float = 1
    key: str = ""


CONTROL = Variation(id=0, name="Reference")


class BuiltIn(Value, frozen=True, kw_only=True):
    """Kameleoon's own integration with Segment, for campaigns that have it as reporting tool (CONTRACT 2.8).

    Only the name of the event for an experiment is known. What else may be is a setting.

    Attributes:
        properties: what the event carries: those of Kameleoon's public script, those of Segment's spec, the
            two names alone, or nothing.
        identify: also a trait of the user, as the public script has it.
        experiment_event: the name of the event for an experiment, as documented.
        personalization_event: the name of the event for a personalization.
        global_name: where it looks for analytics.js.
    """

    properties: Literal["kameleoon", "segment", "names", "nothing"] = "kameleoon"
    identify: bool = False
    experiment_event: str = BUILT_IN_EVENTS[0]
    personalization_event: str = BUILT_IN_EVENTS[1]
    global_name: str = "analytics"


class Campaign(Value, frozen=True, kw_only=True):
    """An experiment or a personalization.

    Attributes:
        id: unique in the account.
        name: any characters; None: the engine gives none.
        variations: what visitors can get; add `CONTROL` for a control group.
        targeting: when it is triggered.
        traffic: share of the visitors that take part, 0 to 1; the others are excluded.
        global_script: pasted per-experiment global script, runs after the project's own.
        reporting: the reporting tools that are selected in its finalization panel.
    """

    id: int
    name: str | None
    variations: tuple[Variation, ...] = (CONTROL,)
    targeting: Targeting = Targeting()
    traffic: float = 1
    global_script: str = ""
    reporting: tuple[Literal["segment"], ...] = ()


class Experiment(Campaign, frozen=True, kw_only=True):
    """An A/B test, or the experiment of a feature flag in hybrid mode.

    Attributes:
        feature_key: of the feature flag. SDKs decide it, for whom the conditions on custom data hold; the
            engine then only does what their tracking code says, so that the targeting is `manual`.
    """

    feature_key: str = ""


class Personalization(Campaign, frozen=True, kw_only=True):
    """A personalization."""


class Account(Value, frozen=True, kw_only=True):
    """One Kameleoon project.

    Attributes:
        sitecode: ten lower-case letters and digits.
        api_key: what Segment's destination must send.
        global_script: pasted *Global custom script*.
        custom_data: in the order of their index.
        integrations: pasted code of custom analytics integrations (CONTRACT 2.8).
        built_in: Kameleoon's own integration with Segment, where it is installed.
        experiments: A/B tests.
        personalizations: personalizations.
        goals: names of the goals that exist in the app.
        consent: whether legal consent must be given first (CONTRACT 2.9).
        single_page: whether a change of the address repeats the whole load (CONTRACT 2.2).
        build: builds differ on malformed JSON and empty key lists (CONTRACT 2.5).
        throwing_condition: a condition of `runWhenConditionTrue` that throws in a later check ends the
            polling for good, as observed; in other builds it goes on (CONTRACT 2.10).
        withdrawal: `disableLegalConsent` keeps the cookie and what is stored, as observed, so that the
            visitor code stays the same; or it forgets both (CONTRACT 2.10).
        geolocation: the engine asks where the visitor is, before any consent (CONTRACT 2.11).
        abort: a reason for which the engine refuses to run, or empty.
        without_storage: unknown which: go on in memory, or abort with `STORAGE`.
        project: whose snippets are pasted, where `pasted` has done it: checks judge by its names.
        persona_names: what `customers.kameleoon.localhost` answers, together with names of audiences seen.
    """

    sitecode: Sitecode = "a1b2c3d4e5"
    api_key: str = API_KEY
    global_script: str = ""
    custom_data: tuple[CustomDatum, ...] = ()
    integrations: tuple[str, ...] = ()
    built_in: BuiltIn | None = None
    experiments: tuple[Experiment, ...] = ()
    personalizations: tuple[Personalization, ...] = ()
    goals: tuple[str, ...] = ()
    consent: Literal["not-required", "required"] = "not-required"
    single_page: bool = False
    build: Literal["newer", "older"] = "newer"
    throwing_condition: Literal["ends", "goes-on"] = "ends"
    withdrawal: Literal["keeps", "forgets"] = "keeps"
    geolocation: bool = False
    abort: Literal["", "BROWSER", "STORAGE", "TIMEOUT", "PARAMETER", "PRERENDER"] = ""
    without_storage: Literal["memory", "abort"] = "memory"
    project: Project | None = None
    persona_names: tuple[str, ...] = ()


class Settings(TypedDict, total=False):
    """What of an `Account` does not come from the snippets of a project."""

    api_key: str
    built_in: BuiltIn | None
    experiments: tuple[Experiment, ...]
    personalizations: tuple[Personalization, ...]
    goals: tuple[str, ...]
    consent: Literal["not-required", "required"]
    single_page: bool
    build: Literal["newer", "older"]
    throwing_condition: Literal["ends", "goes-on"]
    withdrawal: Literal["keeps", "forgets"]
    geolocation: bool
    abort: Literal["", "BROWSER", "STORAGE", "TIMEOUT", "PARAMETER", "PRERENDER"]
    without_storage: Literal["memory", "abort"]
    persona_names: tuple[str, ...]
