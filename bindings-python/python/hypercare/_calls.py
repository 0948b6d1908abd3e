"""What some objects can do beside holding their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _hypercare
from ._errors import UnknownError
from ._record import Record

if TYPE_CHECKING:
    from ._types import ScalingScore, ScalingTrade, ScheduledTask, SupportMetric

__all__ = ["DiffCalls", "ScalingCalls", "ScheduleCalls", "SupportCalls", "TradeCalls"]


class DiffCalls(Record):
    """What changed between two plans, in words."""

    __slots__ = ()

    def to_text(self) -> str:
        r"""Write the changes, one line each.

        Returns
        -------
        str

        Examples
        --------
        >>> from hypercare.plan import Plan
        >>> old, new = (Plan.from_markdown(f"# Orchard\n- [{box}] Backups") for box in " x")
        >>> print(new.diff(new).to_text())
        Nothing changed.
        <BLANKLINE>
        >>> old.diff(new).changes[0].kind
        'ticked'
        """
        text: str = _hypercare.diff_text(self)
        return text


class ScalingCalls(Record):
    """A scaling plan as the documents that scalers take."""

    __slots__ = ()

    def to_keda(self, deployment: str) -> str:
        """Write the plan as a KEDA ``ScaledObject``: cron triggers in UTC, in layers, the highest of which counts.

        KEDA makes an autoscaler of its own: give the deployment no other, such as that of :meth:`to_hpa`.

        Parameters
        ----------
        deployment : str
            The Kubernetes deployment. Cron knows no years: apply a new plan before a year is over.

        Returns
        -------
        str
            YAML.

        Raises
        ------
        InvalidError
            For what is no Kubernetes name, and a plan of more than 364 days.
        LimitError
            For more than 1,000 triggers.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> from hypercare.capacity import Planner
        >>> now = datetime(2026, 11, 24, tzinfo=timezone.utc)
        >>> Planner().plan({"cpu": [50, 52] * 40}, now).scaling.to_keda("web").splitlines()[:2]
        ['apiVersion: keda.sh/v1alpha1', 'kind: ScaledObject']
        """
        return _hypercare.export_scaling(self, "keda", deployment, None)[0]

    def to_hpa(self, deployment: str, cpu_percent: int) -> str:
        """Write the plan as a Kubernetes ``HorizontalPodAutoscaler``: the plan's least units, the most of its rules.

        Parameters
        ----------
        deployment : str
            The Kubernetes deployment.
        cpu_percent : int
            The processor utilisation to follow in between, 1 to 100.

        Returns
        -------
        str
            YAML.

        Raises
        ------
        InvalidError
            For what is no Kubernetes name, or no percentage.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> from hypercare.capacity import Planner
        >>> now = datetime(2026, 11, 24, tzinfo=timezone.utc)
        >>> "averageUtilization: 65" in Planner().plan({"cpu": [50, 52] * 40}, now).scaling.to_hpa("web", 65)
        True
        """
        return _hypercare.export_scaling(self, "hpa", deployment, cpu_percent)[0]

    def to_aws(self, group: str) -> list[str]:
        """Write the plan as scheduled actions of an AWS Auto Scaling group.

        Parameters
        ----------
        group : str
            The group.

        Returns
        -------
        list of str
            JSON documents of at most 50 actions, each for ``aws autoscaling batch-put-scheduled-update-group-action
            --cli-input-json``. AWS refuses the past: what is due at once is left out, so bring the group to
            ``units[0]``.

        Raises
        ------
        InvalidError
            For a name that is empty or too long.
        LimitError
            For more than 125 actions, which is AWS's own cap.

        Examples
        --------
        >>> import json
        >>> from datetime import datetime, timezone
        >>> from hypercare.capacity import Planner
        >>> now = datetime(2026, 11, 24, tzinfo=timezone.utc)
        >>> cpu = [85 if hour % 24 > 7 else 20 for hour in range(240)]
        >>> plan = Planner(scaling={"units": 4}).plan({"cpu": cpu}, now)
        >>> json.loads(plan.scaling.to_aws("web")[0])["ScheduledUpdateGroupActions"][0]["StartTime"]
        '2026-11-24T07:55:00Z'
        """
        return _hypercare.export_scaling(self, "aws", group, None)


class ScheduleCalls(Record):
    """A schedule, whose tasks have ids."""

    __slots__ = ()

    tasks: tuple[ScheduledTask, ...]

    def task(self, id: str) -> ScheduledTask:
        r"""Give the section or item of an id.

        Parameters
        ----------
        id : str
            Such as "cutover/backups".

        Returns
        -------
        ScheduledTask

        Raises
        ------
        UnknownError
            For an id that is not there.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> from hypercare.plan import Plan
        >>> plan = Plan.from_markdown("## Cutover\n- [ ] Backups (estimate: 2 h)")
        >>> plan.schedule(datetime(2026, 11, 24, 9, tzinfo=timezone.utc)).task("cutover/backups").early_finish.hour
        11
        """
        for task in self.tasks:
            if task.id == id:
                return task
        message = f"unknown task {id!r}"
        raise UnknownError(message)

    def critical_path(self) -> str:
        r"""Write what makes the finish what it is, one step on each line with its dates and its reason.

        Returns
        -------
        str

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> from hypercare.plan import Plan
        >>> plan = Plan.from_markdown("## Cutover\n- [ ] Backups (estimate: 2 h)")
        >>> "Backups" in plan.schedule(datetime(2026, 11, 24, 9, tzinfo=timezone.utc)).critical_path()
        True
        """
        text: str = _hypercare.schedule_text(self)
        return text


class SupportCalls(Record):
    """A report on the support, whose metrics have names."""

    __slots__ = ()

    metrics: tuple[SupportMetric, ...]

    def metric(self, name: str) -> SupportMetric:
        """Give the metric of a name.

        Parameters
        ----------
        name : str
            Such as "first_response_minutes".

        Returns
        -------
        SupportMetric

        Raises
        ------
        UnknownError
            For a metric that is not there.

        Examples
        --------
        >>> from hypercare.tickets import support_metrics
        >>> support_metrics([]).metric("first_response_minutes").state
        'no_data'
        """
        for metric in self.metrics:
            if metric.name == name:
                return metric
        message = f"unknown metric {name!r}; there are {', '.join(metric.name for metric in self.metrics)}"
        raise UnknownError(message)


class TradeCalls(Record):
    """A simulation of scaling, whose trade-off can be drawn."""

    __slots__ = ()

    planned: ScalingScore
    reactive: ScalingScore
    fixed: ScalingScore
    trade_off: tuple[ScalingTrade, ...]

    def plot(self, *, ax: Any = None) -> Any:
        """Draw the share of intervals with enough units against the unit-hours not needed, over the risks.

        The rule that reacts and the size that stays stand beside; broken lines are at 95 and 98 percent.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure unless told.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ImportError
            Without matplotlib: ``pip install hypercare[plot]``.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> from hypercare.capacity import Planner
        >>> now = datetime(2026, 11, 24, tzinfo=timezone.utc)
        >>> Planner().simulate("cpu", [50, 52] * 40, held=24, now=now).plot()  # doctest: +SKIP
        """
        from ._plot import draw_trade

        return draw_trade(self, ax)

    def to_svg(self) -> str:
        """Draw the same as an SVG picture, without matplotlib.

        Returns
        -------
        str

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> from hypercare.capacity import Planner
        >>> now = datetime(2026, 11, 24, tzinfo=timezone.utc)
        >>> Planner().simulate("cpu", [50, 52] * 40, held=24, now=now).to_svg()[:4]
        '<svg'
        """
        return _hypercare.draw_scaling(self)
