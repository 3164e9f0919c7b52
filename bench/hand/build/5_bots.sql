create temp table repeated as
with twice as (
    select c, body_hash from msg where who = 1 and is_public and body_hash is not null and not is_thanks
    group by all having count(*) > 1),
numbered as (
    select m.c, m.body_hash, m.t, m.who = 1 and m.is_public and not m.is_thanks as asks, row_number() over (partition by m.c order by m.o, m.id) as n
    from msg as m where m.c in (select c from twice))
select distinct t.c from numbered as n inner join twice as t on t.c = n.c and t.body_hash = n.body_hash
inner join con as c on c.c = t.c where n.asks group by t.c, t.body_hash, c.recorded_at
having max(n) - min(n) >= 2 and (c.recorded_at is null or max(n.t) <= c.recorded_at);

create temp table bot as
with asks as (
    select v.c, m.handoff_at, m.reason,
        least(m.requested_at, case when v.human_at is null or w.first_t <= v.human_at then w.first_t end) as ask_at
    from served as v left join mark as m on m.c = v.c left join word as w on w.c = v.c and w.list = 'ask_human'
    where v.bot_leg is not null),
spoken as (
    select m.c, m.who = 1 and coalesce(lag(m.who) over (partition by m.c order by m.o, m.id), 0) <> 1 as is_turn
    from msg as m inner join asks as a on a.c = m.c where m.is_public and m.who <> 4 and m.t <= a.ask_at),
turns as (select c, count(*) filter (where is_turn) as n from spoken group by c)
select a.*, coalesce(t.n, 0) as turns from asks as a left join turns as t on t.c = a.c;

drop table msg;
drop table cev;
