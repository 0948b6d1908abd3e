"""How much will be needed, and when?

>>> from datetime import datetime, timezone
>>> from hypercare.capacity import Planner, forecast
>>> cpu = [40 + 35 * (8 <= hour % 24 < 18) for hour in range(240)]
>>> tomorrow = forecast(cpu, step="1h", horizon=24)
>>> lower, upper = tomorrow.interval(95)
>>> tomorrow.mean[[3, 12]].round().tolist(), tomorrow.explain().seasons[0].period
([40.0, 75.0], 24)
>>> plan = Planner(scaling={"units": 4}).plan({"cpu": cpu}, datetime(2026, 11, 24, tzinfo=timezone.utc))
>>> max(plan.scaling.units)  # 4 units at 75 % are 5 at 70 %
5
"""

from __future__ import annotations

from ._forecast import Forecast, backtest, forecast, forecast_many
from ._planner import Planner
from ._types import (
    AvoidedTime,
    Backtest,
    Bounds,
    CapacityPlan,
    CapacityThreshold,
    Crossing,
    DeclaredEvent,
    EventEffect,
    Exhaustion,
    ForecastExplanation,
    ForecastMethod,
    ForecastSeason,
    HorizonScore,
    LevelCoverage,
    LevelShift,
    MaintenanceWindow,
    MethodWeight,
    NaiveScores,
    ResampleRule,
    ScalingChange,
    ScalingPlan,
    ScalingScore,
    ScalingSimulation,
    ScalingTrade,
    ScheduledLimit,
    ThresholdCrossing,
)
from ._upkeep import Resampled, exhaustion, maintenance_windows, resample

__all__ = [
    "AvoidedTime",
    "Backtest",
    "Bounds",
    "CapacityPlan",
    "CapacityThreshold",
    "Crossing",
    "DeclaredEvent",
    "EventEffect",
    "Exhaustion",
    "Forecast",
    "ForecastExplanation",
    "ForecastMethod",
    "ForecastSeason",
    "HorizonScore",
    "LevelCoverage",
    "LevelShift",
    "MaintenanceWindow",
    "MethodWeight",
    "NaiveScores",
    "Planner",
    "ResampleRule",
    "Resampled",
    "ScalingChange",
    "ScalingPlan",
    "ScalingScore",
    "ScalingSimulation",
    "ScalingTrade",
    "ScheduledLimit",
    "ThresholdCrossing",
    "backtest",
    "exhaustion",
    "forecast",
    "forecast_many",
    "maintenance_windows",
    "resample",
]
