"""`sdk-config`: the configuration from which Kameleoon's SDKs decide feature flags (CONTRACT 5).

Its shape is what the parsers of both published SDKs read: `@kameleoon/javascript-sdk-core` 5.17
(`clientConfiguration/types`) and `kameleoon-client-python` 3.22 (`configuration/`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..http.messages import Refused, Request, Response, allow_any_origin, json_response

if TYPE_CHECKING:
    from .account import Account, CustomDatum, DataCondition, Experiment, Variation

OFF = "off"
"""The variation of a flag for whom no rule is."""

# An SDK keeps the first label of this address under the network domain that it was given.
_DATA_API = "eu-data.kameleoon.io"
_HEADERS = "x-kameleoon-sdk-type, x-kameleoon-sdk-version, if-modified-since"


class SdkConfigHost:
    """Serves `/v3/<sitecode>`.

    Args:
        account: its experiments with a `feature_key` are the flags.
    """

    def __init__(self, account: Account) -> None:
        self._account = account

    def answer(self, request: Request) -> Response:
        """Answer one request, in a way that pages of any origin can read; 404 for any other sitecode."""
        if request.method == "OPTIONS":
            return allow_any_origin(Response(204), _HEADERS)
        if request.method != "GET":
            raise Refused(405, "the configuration is read with GET")
        if request.path != f"/v3/{self._account.sitecode}":
            raise Refused(404, f"this host serves /v3/{self._account.sitecode}")
        return allow_any_origin(json_response(sdk_configuration(self._account)))


def sdk_configuration(account: Account) -> dict[str, Any]:
    """Return what an SDK reads of an account; it is not told of changes, and asks anew from time to time."""
    flags = [experiment for experiment in account.experiments if experiment.feature_key]
    indexes = {datum.name: index for index, datum in enumerate(account.custom_data)}
    return {
        "configuration": {
            "realTimeUpdate": False,
            "consentType": account.consent.replace("-", "_").upper(),
            "consentOptOutBehavior": "PARTIALLY_BLOCK",
            "dataApiDomain": _DATA_API,
        },
        "customData": [_datum(index, datum) for index, datum in enumerate(account.custom_data)],
        "segments": [_segment(flag, indexes) for flag in flags],
        "featureFlags": [_flag(flag) for flag in flags],
    }


def _datum(index: int, datum: CustomDatum) -> dict[str, Any]:
    name = {"id": index + 1, "index": index, "name": datum.name, "scope": datum.scope.upper()}
    return {**name, "localOnly": False, "isMappingIdentifier": False}


def _flag(experiment: Experiment) -> dict[str, Any]:
    variations = [(one.key or one.name, one.name) for one in experiment.variations]
    names = dict([(OFF, "Off"), *variations])
    return {
        "id": experiment.id,
        "featureKey": experiment.feature_key,
        "environmentEnabled": True,
        "defaultVariationKey": OFF,
        "variations": [{"key": key, "name": name, "variables": []} for key, name in names.items()],
        "rules": [_rule(experiment)],
    }


def _rule(experiment: Experiment) -> dict[str, Any]:
    total = sum(variation.weight for variation in experiment.variations)
    return {
        "id": experiment.id,
        "order": 0,
        "type": "EXPERIMENTATION",
        "exposition": experiment.traffic,
        "experimentId": experiment.id,
        "respoolTime": None,
        "segmentId": experiment.id,
        "variationByExposition": [_share(one, total) for one in experiment.variations],
    }


def _share(variation: Variation, total: float) -> dict[str, Any]:
    key = variation.key or variation.name
    return {"variationKey": key, "variationId": variation.id, "exposition": variation.weight / total}


def _segment(experiment: Experiment, indexes: dict[str, int]) -> dict[str, Any]:
    conditions = [_condition(one, indexes) for one in experiment.targeting.custom_data]
    return {
        "id": experiment.id,
        "name": f"Segment of {experiment.name}",
        "audienceTracking": False,
        "conditionsData": {
            "firstLevel": [{"conditions": [one], "orOperators": []} for one in conditions],
            "firstLevelOrOperators": [False] * (len(conditions) - 1),
        },
    }


def _condition(condition: DataCondition, indexes: dict[str, int]) -> dict[str, Any]:
    """One condition. That a custom data has any value is said as the contrary of `UNDEFINED`."""
    value = condition.value
    match = {type(None): "UNDEFINED", bool: str(value).upper(), str: "EXACT"}.get(type(value), "EQUAL")
    return {
        "targetingType": "CUSTOM_DATUM",
        "customDataIndex": str(indexes[condition.name]),
        "valueMatchType": match,
        "value": None if value is None else str(value),
        "isInclude": condition.negate == (value is None),
    }
