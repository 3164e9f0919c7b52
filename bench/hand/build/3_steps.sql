create temp table con as
with spans as (
    select root as c, root, 1 as number, root as tk, null as out_at, done_at as recorded_at, done_by as by from chain
    union all select -root, root, 2, out_tk, out_at, again_at, again_by from chain where out_at is not null),
voice as (
    select c, sum(asked) as asked, min(first_reply) as first_reply, max(last_reply) as last_reply,
        max(last_question) as last_question, max(last_public_t) as last_public_t, max(last_customer_t) as last_customer_t,
        sum(down) as down, sum(up) as up
    from per_leg group by c),
late as (
    select m.c, max(m.t) filter (where m.who <> 4) as last_public_t, max(m.t) filter (where m.who = 1 and not m.is_thanks) as last_customer_t
    from msg as m inner join spans as s on s.c = m.c inner join voice as v on v.c = m.c
    where s.by in ('system', 'bot') and v.last_public_t > s.recorded_at and m.is_public and m.t <= s.recorded_at group by m.c),
many as (
    select distinct customer_key from (
        select t.customer_key, coalesce(s.out_at, t.created_at) - lag(coalesce(s.out_at, t.created_at), 20) over (
            partition by t.customer_key order by coalesce(s.out_at, t.created_at)) < interval '7' day as is_many
        from spans as s inner join tick as t on t.tk = s.root) where is_many)
select s.c, s.root, s.tk, s.number, t.ticket_id, t.customer_id, t.customer_key, t.schedule_id, t.channel, t.issue_category, t.language, t.priority, t.entry_point, t.product,
    t.customer_id is not null and y.customer_key is null
    and lower(trim(t.customer_id)) not in ('', 'anonymous', 'guest', 'visitor', 'unknown', '匿名', '游客') as is_identified,
    u.segment, case when s.number > 1 then 'customer' else t.initiated_by end as by_whom, coalesce(s.out_at, t.created_at) as opened_at,
    s.recorded_at, case when s.by in ('system', 'bot') and (coalesce(l.last_customer_t, v.last_customer_t) is null
        or coalesce(l.last_customer_t, v.last_customer_t) < coalesce(l.last_public_t, v.last_public_t))
        then coalesce(l.last_public_t, v.last_public_t, s.recorded_at) else s.recorded_at end as ended_at,
    case when s.by = 'bot' then 'system' else s.by end as ended_by, v.* exclude (c, last_public_t, last_customer_t),
    case when lower(i1) in ('', 'other') or lower(i2) = 'other' then null when i2 = '' then i1 else i1 || '/' || i2 end as family,
    i1, i2, i3
from spans as s
inner join (select *, split_part(issue_category, '/', 1) as i1, split_part(issue_category, '/', 2) as i2,
    split_part(issue_category, '/', 3) as i3 from tick) as t on t.tk = s.root
left join voice as v on v.c = s.c left join late as l on l.c = s.c
left join many as y on y.customer_key = t.customer_key
left join customers as u on u.customer_id = t.customer_id;

create temp table step as
with steps as (
    select c, leg, t, 0 as change, o, id, who = 1 as asks, who = 2 as acts, who = 2 and is_public as replies
    from msg where who = 2 or who = 1 and is_public and not is_thanks
    union all
    select c, leg, t, 1, seq, id, false, true, false from cev where actor = 'human' and kind in ('status', 'category'))
select c, leg, t, change, id, asks, acts, replies,
    lag(case when replies then leg * 100000000000000 + o * 2 + 1 when asks then leg * 100000000000000 + o * 2 end ignore nulls) over along as spoken,
    lag(case when acts then leg * 100000000000 + epoch(t)::bigint end ignore nulls) over along as acted,
    lead(case when replies then t end ignore nulls) over along as reply_at
from steps
window along as (partition by c order by t, change, o);

create temp table asked as
select c, min(t) as asked_at, min(reply_at) as reply_at from step
where asks and (spoken is null or spoken % 2 = 1 or spoken < leg * 100000000000000) group by c;

create temp table gaps as
select s.c, s.id, s.t, s.reply_at, date_diff('second', s.t, coalesce(s.reply_at, greatest(s.t, coalesce(c.ended_at, r.through)))) as seconds,
    case when s.reply_at is not null then 'answered' when c.ended_at is not null then 'no_reply' else 'waiting' end as how
from step as s
inner join legs as l on l.c = s.c and l.leg = s.leg and l.handler = 'human'
left join legs as b on b.c = s.c and s.spoken % 2 = 0 and b.leg = s.spoken // 100000000000000
inner join con as c on c.c = s.c cross join reach as r
where s.asks and (s.spoken is null or s.spoken % 2 = 1 or s.spoken < s.leg * 100000000000000 and b.handler = 'bot');

drop table per_leg;
