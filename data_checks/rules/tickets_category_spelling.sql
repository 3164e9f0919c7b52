-- One row is a word of a category column that differs from a more frequent one by case, spaces, signs or one letter.
-- grain: source, field, word
-- One letter counts only between Latin words of at least six letters, in columns of at most 500 words: "Phase 1" and
-- "Phase 2", "Product A" and "Product B", or two Chinese words, are different things.
with words as (
    select r.source, 'issue_category' as field, r.issue_category as word, count(*) as n
    from ticket_rows as r
    where r.issue_category is not null
    group by r.source, r.issue_category
    union all
    select r.source, 'channel' as field, r.channel as word, count(*) as n
    from ticket_rows as r
    where r.channel is not null
    group by r.source, r.channel
    union all
    select r.source, 'product' as field, r.product as word, count(*) as n
    from ticket_rows as r
    where r.product is not null
    group by r.source, r.product
    union all
    select r.source, 'priority' as field, r.priority as word, count(*) as n
    from ticket_rows as r
    where r.priority is not null
    group by r.source, r.priority
),

plain as (
    select
        w.source,
        w.field,
        w.word,
        w.n,
        regexp_replace(lower(w.word), '[^\p{L}\p{N}/]+', '', 'g') as plain,
        count(*) over (partition by w.source, w.field) as words_in_field
    from words as w
),

pairs as (
    select a.source, a.field, a.word, a.n, b.word as usual_word, b.n as usual_n
    from plain as a
    inner join plain as b on b.source = a.source and b.field = a.field and b.plain = a.plain and b.word <> a.word
    union all
    select a.source, a.field, a.word, a.n, b.word as usual_word, b.n as usual_n
    from plain as a
    inner join plain as b on b.source = a.source and b.field = a.field and b.plain <> a.plain
    where
        a.words_in_field <= 500
        and regexp_full_match(a.plain, '[a-z/]{6,}')
        and regexp_full_match(b.plain, '[a-z/]{6,}')
        and damerau_levenshtein(a.plain, b.plain) = 1
        and regexp_extract_all(lower(a.word), '\b[a-z]\b') = regexp_extract_all(lower(b.word), '\b[a-z]\b')
)

select p.source, p.field, p.word, max_by(p.usual_word, p.usual_n) as usual_word, p.n as ticket_rows
from pairs as p
where p.n < p.usual_n or (p.n = p.usual_n and p.word > p.usual_word)
group by p.source, p.field, p.word, p.n
