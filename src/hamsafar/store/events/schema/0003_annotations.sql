-- What was read from the texts of customers: one row for each event that has a text, published like the spine. measure.voice writes it.
-- The columns up to `marked` are the event's own, so that the same scope cuts both (store/events/scoping.py).
-- A later reading of an event (another model, a person's correction) replaces the earlier one: the row with the largest `version` counts,
-- so every question that reads this table asks for it with `final`. `model` says who read it. No part of the sort key can change when
-- events move to another person.
-- text is without personal data; topic_starts and topic_ends, phrase_starts and phrase_ends are places in it, letters counted.
-- Rows are looked for one by one, by ids that lie anywhere: small granules, so that little is unpacked around each.
-- stems are those of its words between spaces, for search. rated is what the same person gave with the text, 0 worst to 1 best.
create table if not exists annotations $on_cluster (
    id_hash UInt64,
    seq UInt64,
    source LowCardinality(String),
    message_id String,
    person_key UInt64,
    timestamp DateTime64(3, 'UTC') codec(T64, LZ4),
    name LowCardinality(String),
    channel LowCardinality(String),
    unit LowCardinality(String),
    marked Bool,
    asked LowCardinality(String),
    survey LowCardinality(String),
    rated Nullable(Float32),
    language LowCardinality(String),
    text String codec(ZSTD(1)),
    stems String codec(ZSTD(1)),
    feeling Int8,
    probability Float32,
    score Float32,
    urgency Float32,
    emotion LowCardinality(String),
    topics Array(LowCardinality(String)),
    topic_scores Array(Float32),
    topic_starts Array(UInt32),
    topic_ends Array(UInt32),
    phrase_starts Array(UInt32),
    phrase_ends Array(UInt32),
    masked UInt16,
    model LowCardinality(String),
    corrected Bool,
    version UInt64,
    index by_person person_key type bloom_filter(0.01) granularity 4
)
engine = $replacing_merge_tree(version)
partition by toYear(timestamp) * 10 + toQuarter(timestamp)
order by id_hash
settings index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
    cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, finished_mutations_to_keep = 1;
