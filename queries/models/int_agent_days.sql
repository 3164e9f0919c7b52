-- One row is one agent on one local day: seconds in each state.
-- grain: source, agent_id, worked_on
-- Parallel chats make handling_seconds overlap (it is not divided); busy, idle and staffed seconds count a moment once.
with stretches as (
    select
        a.source,
        a.agent_id,
        a.state,
        a.at,
        a.until,
        max(case when a.state <> 'offline' then a.until end) over (
            partition by a.source, a.agent_id
            order by a.at asc nulls last, a.until asc nulls last, a.row_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as staffed_until,
        max(a.until) over (
            partition by a.source, a.agent_id, case when a.state in ('handling', 'after_call_work') then 'busy' else a.state end
            order by a.at asc nulls last, a.until asc nulls last, a.row_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as same_until
    from stg_agent_activity as a
    where a.until > a.at
),

-- each stretch counts in full under its state, and beside it what it adds to the time already covered
parts as (
    select s.source, s.agent_id, s.state as kind, s.at, s.until
    from stretches as s
    union all
    select
        s.source,
        s.agent_id,
        case when s.state in ('handling', 'after_call_work') then 'only_busy' else 'only_' || s.state end as kind,
        case when s.same_until > s.at then s.same_until else s.at end as at,
        s.until
    from stretches as s
    where s.same_until is null or s.same_until < s.until
    union all
    select
        s.source,
        s.agent_id,
        'staffed' as kind,
        case when s.staffed_until > s.at then s.staffed_until else s.at end as at,
        s.until
    from stretches as s
    where s.state <> 'offline' and (s.staffed_until is null or s.staffed_until < s.until)
),

offsets as (
    select o.from_utc, o.until_utc, o.offset_seconds
    from utc_offsets as o
    inner join settings as p on p.report_zone = o.zone
),

-- in local time, cut where the clock changes
local_parts as (
    select
        r.source,
        r.agent_id,
        r.kind,
        case when r.at > o.from_utc then r.at else o.from_utc end + o.offset_seconds * interval '1' second as local_at,
        case when r.until < o.until_utc then r.until else o.until_utc end + o.offset_seconds * interval '1' second
            as local_until
    from parts as r
    inner join offsets as o on o.from_utc < r.until and o.until_utc > r.at
),

days as (
    select distinct c.utc_day as day_on
    from calendar_spans as c
    where c.schedule_id = 'default'
),

daily as (
    select
        l.source,
        l.agent_id,
        l.kind,
        cast(l.local_at as date) as worked_on,
        date_diff('second', l.local_at, l.local_until) as seconds
    from local_parts as l
    where cast(l.local_at as date) = cast(l.local_until as date)
    union all
    select
        l.source,
        l.agent_id,
        l.kind,
        d.day_on as worked_on,
        date_diff(
            'second',
            case when l.local_at > cast(d.day_on as timestamp) then l.local_at else cast(d.day_on as timestamp) end,
            case
                when l.local_until < cast(d.day_on as timestamp) + interval '24' hour then l.local_until
                else cast(d.day_on as timestamp) + interval '24' hour
            end
        ) as seconds
    from local_parts as l
    inner join days as d on d.day_on >= cast(l.local_at as date) and d.day_on <= cast(l.local_until as date)
    where cast(l.local_at as date) < cast(l.local_until as date)
),

totals as (
    select
        y.source,
        y.agent_id,
        y.worked_on,
        cast(coalesce(sum(y.seconds) filter (where y.kind = 'handling'), 0) as bigint) as handling_seconds,
        cast(coalesce(sum(y.seconds) filter (where y.kind = 'after_call_work'), 0) as bigint) as after_call_work_seconds,
        cast(coalesce(sum(y.seconds) filter (where y.kind = 'only_idle'), 0) as bigint) as idle_seconds,
        cast(coalesce(sum(y.seconds) filter (where y.kind = 'only_break'), 0) as bigint) as break_seconds,
        cast(coalesce(sum(y.seconds) filter (where y.kind = 'only_offline'), 0) as bigint) as offline_seconds,
        cast(coalesce(sum(y.seconds) filter (where y.kind = 'only_busy'), 0) as bigint) as busy_seconds,
        cast(coalesce(sum(y.seconds) filter (where y.kind = 'staffed'), 0) as bigint) as staffed_seconds
    from daily as y
    where y.seconds > 0
    group by y.source, y.agent_id, y.worked_on
)

select
    t.source,
    t.agent_id,
    a.team_id,
    t.worked_on,
    t.handling_seconds,
    t.after_call_work_seconds,
    t.idle_seconds,
    t.break_seconds,
    t.offline_seconds,
    t.busy_seconds,
    t.staffed_seconds
from totals as t
left join stg_agents as a on a.source = t.source and a.agent_id = t.agent_id
