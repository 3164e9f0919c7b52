-- One row is one behaviour signal that a contact gave: when, in which message, and from when on that could be known.
-- grain: contact_key, signal
-- How many could have given it is in mart_contacts (signal_<name>_den).
select
    g.contact_key,
    c.contact_id,
    c.source,
    g.signal,
    d.opened_on,
    d.ended_on,
    g.fired_at,
    g.fired_row_id,
    g.known_at
from int_signals as g
inner join int_contacts as c on c.contact_key = g.contact_key
inner join int_contact_days as d on d.contact_key = g.contact_key
where g.is_fired
