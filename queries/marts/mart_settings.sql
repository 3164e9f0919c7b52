-- One row is the settings these numbers were made with.
-- grain: report_zone
select
    p.report_zone,
    p.issue_level,
    p.shared_customer_limit,
    p.shared_customer_days,
    p.return_hours,
    p.return_hours_mid,
    p.return_hours_long,
    p.bot_return_hours,
    p.rating_age_hours,
    p.inactive_end_hours,
    p.handoff_link_seconds,
    p.refund_hours,
    p.service_level_seconds,
    p.reply_gap_seconds,
    p.built_at
from settings as p
