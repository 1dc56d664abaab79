"""The custom expectations: few and general; the rules are data in the suites under ``expectations/``.

Importing this package registers them with Great Expectations. A suite can name only what is imported here.
"""

from perfaudit.expectations.balance import ExpectFiguresToBalance
from perfaudit.expectations.base import UnitExpectation
from perfaudit.expectations.carried_over import ExpectNoStaleYears, ExpectProseToBeNew
from perfaudit.expectations.claims import (
    ExpectClaimsToMatchFigures,
    ExpectListedLinesToMatch,
    ExpectOneQuantityToHaveOneValue,
)
from perfaudit.expectations.completeness import (
    ExpectFieldsToBeFilled,
    ExpectOneVersionOfEachPart,
    ExpectPartsToBeHandedIn,
)
from perfaudit.expectations.identity import ExpectOneUnitName, ExpectOneYear
from perfaudit.expectations.indicators import (
    ExpectActualsNotToRepeatTargets,
    ExpectActualsToDifferFromTargets,
    ExpectClassesToHaveIndicators,
    ExpectTargetsNotToBeTooLow,
    ExpectTargetsToBeMeasurable,
    ExpectTargetsToBeMet,
)
from perfaudit.expectations.indicators_go_on import ExpectIndicatorsToGoOn, ExpectTargetsNotToBeLowered
from perfaudit.expectations.last_years_figures import ExpectLastYearsFiguresToMatch, ExpectPreviousToBeLastYears
from perfaudit.expectations.phrasing import ExpectWordingToFitFigures
from perfaudit.expectations.points import ExpectPointsToAddUp, ExpectScoresWithinWeights
from perfaudit.expectations.project_forms import (
    ExpectOneFormForEachProject,
    ExpectProjectFormsToBeFilled,
    ExpectProjectFormsToHaveLines,
    ExpectProjectFormsToMatchLines,
)
from perfaudit.expectations.project_totals import ExpectProjectFormsToAddUp, ExpectProjectFormsToNameUnit
from perfaudit.expectations.prose import (
    ExpectListedNamesToBeCounted,
    ExpectPartsOfTextToAddUp,
    ExpectRatiosInTextToFollow,
)
from perfaudit.expectations.reported import ExpectFiguresToBeReported, ExpectTotalsToBeReported
from perfaudit.expectations.rescored import ExpectSelfScoreToFollow
from perfaudit.expectations.told import ExpectIndicatorsToBeTold
from perfaudit.expectations.trend import ExpectLinesToChangeWithin

__all__ = [
    "ExpectActualsNotToRepeatTargets",
    "ExpectActualsToDifferFromTargets",
    "ExpectClaimsToMatchFigures",
    "ExpectClassesToHaveIndicators",
    "ExpectFieldsToBeFilled",
    "ExpectFiguresToBalance",
    "ExpectFiguresToBeReported",
    "ExpectIndicatorsToBeTold",
    "ExpectIndicatorsToGoOn",
    "ExpectLastYearsFiguresToMatch",
    "ExpectLinesToChangeWithin",
    "ExpectListedLinesToMatch",
    "ExpectListedNamesToBeCounted",
    "ExpectNoStaleYears",
    "ExpectOneFormForEachProject",
    "ExpectOneQuantityToHaveOneValue",
    "ExpectOneUnitName",
    "ExpectOneVersionOfEachPart",
    "ExpectOneYear",
    "ExpectPartsOfTextToAddUp",
    "ExpectPartsToBeHandedIn",
    "ExpectPointsToAddUp",
    "ExpectPreviousToBeLastYears",
    "ExpectProjectFormsToAddUp",
    "ExpectProjectFormsToBeFilled",
    "ExpectProjectFormsToHaveLines",
    "ExpectProjectFormsToMatchLines",
    "ExpectProjectFormsToNameUnit",
    "ExpectProseToBeNew",
    "ExpectRatiosInTextToFollow",
    "ExpectScoresWithinWeights",
    "ExpectSelfScoreToFollow",
    "ExpectTargetsNotToBeLowered",
    "ExpectTargetsNotToBeTooLow",
    "ExpectTargetsToBeMeasurable",
    "ExpectTargetsToBeMet",
    "ExpectTotalsToBeReported",
    "ExpectWordingToFitFigures",
    "UnitExpectation",
]
