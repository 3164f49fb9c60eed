"""CronJobs: a Job whenever the schedule says so. `schedule` and `plan` decide (pure), `controller` acts.

(kubernetes: pkg/controller/cronjob; the schedule's form is that of robfig/cron)
"""
