create temp table handled as
with spans as (
    select tk, new as status, t as t0, lead(t, 1, through) over (partition by tk order by t, seq, id) as t1
    from ev cross join reach where kind = 'status'),
pauses as (
    select s.c, s.leg, s.t, s.id, s.change, l.tk,
        case when s.acted >= s.leg * 100000000000 then epoch(s.t)::bigint - (s.acted - s.leg * 100000000000) end as pause
    from step as s inner join legs as l on l.c = s.c and l.leg = s.leg where s.acts),
excused as (
    select p.id, p.change, sum(date_diff('second', greatest(w.t0, p.t - to_seconds(p.pause)), least(w.t1, p.t))) as s
    from pauses as p inner join spans as w on w.tk = p.tk and w.status in ('waiting_customer', 'waiting_third_party')
    where p.pause > 0 and w.t0 < p.t and w.t1 > p.t - to_seconds(p.pause) group by all),
by_leg as (
    select p.c, p.leg, min(p.t) < max(p.t) as is_known, sum(least(1800, greatest(0, coalesce(p.pause, 0) - coalesce(x.s, 0)))) as s
    from pauses as p left join excused as x on x.id = p.id and x.change = p.change group by p.c, p.leg),
estimated as (select c, case when bool_and(is_known) then sum(s) end as s from by_leg group by c),
exact as (
    select case when a."at" >= h.out_at then -k.root else k.root end as c, sum(date_diff('second', a."at", a.until)) as s
    from activity as a inner join tick as k on k.tk = a.ticket_key inner join chain as h on h.root = k.root
    where a.state in ('handling', 'after_call_work') and a.until > a."at" group by 1)
select coalesce(x.c, e.c) as c, coalesce(x.s, e.s) as handle_seconds, if(x.s is null, 'actions', 'activity') as handle_basis
from estimated as e full join exact as x on x.c = e.c;

create temp table waited as
with changes as (
    select tk, new as status, t as t0, lead(t, 1, through) over (partition by tk order by t, seq, id) as t1, old,
        row_number() over (partition by tk order by t, seq, id) as n
    from ev cross join reach where kind = 'status'),
spans as (
    select tk, t0, t1 from changes where status in ('new', 'open', 'waiting_third_party') and t0 < t1
    union all select c.tk, t.created_at, c.t0 from changes as c inner join tick as t on t.tk = c.tk
    where c.n = 1 and t.created_at < c.t0 and coalesce(c.old, 'new') in ('new', 'open', 'waiting_third_party')),
clocks as (
    select c.c, c.root, case when c.by_whom = 'customer' then c.opened_at when v.met_human or not v.met_bot then a.asked_at end as from_at,
        coalesce(c.ended_at, r.through) as until_at, v.met_bot
    from con as c cross join reach as r inner join served as v on v.c = c.c left join asked as a on a.c = c.c
    where v.met_human or not v.met_bot),
cut as (
    select k.c, greatest(s.t0, k.from_at) as t0, least(s.t1, k.until_at) as t1, k.met_bot
    from clocks as k inner join tick as t on t.root = k.root inner join spans as s on s.tk = t.tk
    where s.t0 < k.until_at and s.t1 > k.from_at),
one as (
    select *, max(t1) over (partition by c order by t0, t1 rows between unbounded preceding and 1 preceding) as reached from cut),
single as (select c, met_bot, greatest(t0, coalesce(reached, t0)) as t0, t1 from one where reached is null or reached < t1),
sums as (select c, sum(date_diff('second', t0, t1)) as s from single group by c),
bot as (
    select s.c, sum(date_diff('second', greatest(s.t0, l.t0), least(s.t1, l.t1))) as s
    from single as s inner join (
        select g.*, coalesce(lead(g.t0) over (partition by g.c, g.tk order by g.cut), c.recorded_at, timestamp '9999-01-01') as t1
        from legs as g inner join con as c on c.c = g.c) as l on l.c = s.c and l.handler = 'bot'
    where s.met_bot and l.t0 < s.t1 and l.t1 > s.t0 group by s.c)
select k.c, coalesce(s.s, 0) - coalesce(b.s, 0) as customer_wait_seconds
from clocks as k left join sums as s on s.c = k.c left join bot as b on b.c = k.c
where k.from_at is not null and k.root in (select t.root from tick as t where t.tk in (select tk from changes));

drop table step;
drop table legs;
drop table ev;
