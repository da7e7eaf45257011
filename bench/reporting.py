"""Reports of customers and the words they were told, for the row of what is known while somebody reports."""

from collections.abc import Iterator

OPEN, WAITING = 20, 2_000  # incidents that are not over, and reports that nobody decided about


def reporting_steps(incidents: int, people: int, words: str, spoken: str) -> Iterator[tuple[str, str]]:
    """One report and two updates of each incident; those of the newest are open. `spoken` is SQL for some words."""
    yield (
        "words for customers",
        f"""update incidents_incident set is_customer_facing = true, public_summary = 'Payments are slow for some.',
                public_summary_html = '<p>Payments are slow for some.</p>', public_summary_at = began_at
            where id > {incidents} - {OPEN} and not is_private and not is_drill;
            insert into customers_update (incident_id, text, html, state, is_closing, drafted_by_id, drafted_at,
                approved_by_id, published_at, client_uuid)
            select i.id, t.text, '<p>' || t.text || '</p>', 'published', false, 1 + (i.id + k) % {people}, i.began_at,
                1 + (i.id + k) % {people}, i.began_at + k * interval '20 minutes', gen_random_uuid()
            from incidents_incident i, generate_series(1, 2) k, {words},
                lateral (select case when i.id > {incidents} - {OPEN} and k = 1 then 'Payment hangs at checkout.'
                    else {spoken.format(seed="(i.id * 7 + k)::int")} end as text) t""",
    )
    yield (
        "reports",
        f"""insert into customers_report (reporter_id, text, customer, state, incident_id, created_at, waits_since,
                client_uuid)
            select 1 + (i.id * 3) % {people}, t.text, 'Customer ' || i.id % 900,
                case when i.id > {incidents} - {OPEN} then 'joined' else 'resolved' end, i.id, i.began_at, i.began_at,
                gen_random_uuid()
            from incidents_incident i, {words},
                lateral (select {spoken.format(seed="(i.id * 5)::int")} as text) t;
            insert into customers_report (reporter_id, text, customer, state, created_at, waits_since, client_uuid)
            select 1 + (n * 3) % {people}, t.text, 'Customer ' || n % 900, 'new', now(), now(), gen_random_uuid()
            from generate_series(1, {WAITING}) n, {words},
                lateral (select {spoken.format(seed="(n * 11)::int")} as text) t""",
    )
