"""What is known of each job, and who runs it now."""

from __future__ import annotations

from django.db import models


class Result(models.TextChoices):
    NONE = "", "Never ran"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class JobState(models.Model):
    """One row for each job. ``next_run_at`` stays where it is while the job runs, so a run that hangs becomes late.

    ``holder`` is the run that has the job until ``held_until``. All times are the database's: nodes' clocks differ.
    """

    name = models.CharField(max_length=40, primary_key=True)
    next_run_at = models.DateTimeField()
    holder = models.CharField(max_length=32, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=6, choices=Result, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0)  # one after the other, since the last success

    class Meta:
        verbose_name = "job"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
