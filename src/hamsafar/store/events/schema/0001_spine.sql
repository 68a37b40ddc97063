-- The spine: every event of every customer on every channel.
-- id_hash stands for (source, message_id) in the exactly-once look-up; payload_hash for what the event says, as it was
-- written; the store makes both itself where a writer leaves them out (the writer makes the same ones: rows.py).
-- properties, context, traits and identifiers are JSON text (docs/decisions/0002-json-as-text.md).
-- seq only grows in the order of writing, so whole granules of older parts are skipped when a follower asks what is new.
-- Moments are written as differences in few bits (T64): half the size, and read four times faster, which every question does.
-- Parts stay in one file until they hold 64 MB: writing a file a column (and flushing each) cost more than writing the data.
-- Erasing ends when the old bytes are gone: replaced parts are removed in rounds a second apart, not minutes. The embedded engine removes them
-- without waiting for the merged part to reach the disk, so merges flush what they write. Of changes that are done
-- only the last one's text is kept: it may name whoever was erased.
create table if not exists events $on_cluster (
    person_key UInt64,
    timestamp DateTime64(3, 'UTC') codec(T64, LZ4),
    seq UInt64 codec(Delta, LZ4),
    source LowCardinality(String),
    message_id String,
    id_hash UInt64 default xxHash64(concat(source, '\x1f', message_id)),
    payload_hash UInt64 default xxHash64(concat(
        type, '\x1f', user_id, '\x1f', anonymous_id, '\x1f', previous_id, '\x1f', name, '\x1f',
        ifNull(toString(toUnixTimestamp64Milli(original_timestamp)), ''), '\x1f', properties, '\x1f', traits
    )),
    type LowCardinality(String),
    name LowCardinality(String),
    channel LowCardinality(String),
    direction LowCardinality(String),
    space LowCardinality(String),
    user_id String,
    anonymous_id String,
    previous_id String,
    identifiers String,
    unit LowCardinality(String),
    session_id String,
    original_timestamp Nullable(DateTime64(3, 'UTC')) codec(T64, LZ4),
    sent_at Nullable(DateTime64(3, 'UTC')) codec(T64, LZ4),
    received_at DateTime64(3, 'UTC') codec(T64, LZ4),
    amount Nullable(Decimal(18, 4)),
    currency LowCardinality(String),
    properties String codec(ZSTD(1)),
    context String codec(ZSTD(1)),
    traits String codec(ZSTD(1)),
    flags Array(LowCardinality(String)),
    marked Bool materialized hasAny(flags, ['bot', 'test']),
    index by_seq seq type minmax granularity 1,
    index by_id id_hash type bloom_filter(0.001) granularity 1
)
engine = $merge_tree
partition by toYear(timestamp) * 10 + toQuarter(timestamp)
order by (person_key, timestamp)
settings min_bytes_for_wide_part = 67108864, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
    cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, finished_mutations_to_keep = 1;

-- Events that came again under a known id with another payload: the first one counts, these wait for a person.
create table if not exists quarantine $on_cluster (
    received_at DateTime64(3, 'UTC'),
    source LowCardinality(String),
    message_id String,
    name LowCardinality(String),
    reason LowCardinality(String),
    payload_hash UInt64,
    payload String codec(ZSTD(1))
)
engine = $merge_tree
partition by toYYYYMM(received_at)
order by (source, received_at)
settings fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
    cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, finished_mutations_to_keep = 1;

-- What was not kept: how often, why, and the latest example.
create table if not exists drops $on_cluster (
    day Date,
    source LowCardinality(String),
    reason LowCardinality(String),
    count SimpleAggregateFunction(sum, UInt64),
    last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    example SimpleAggregateFunction(anyLast, String)
)
engine = $aggregating_merge_tree
order by (day, source, reason)
settings fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
    cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, finished_mutations_to_keep = 1;

-- Which keys belong to another key's person. A key that stands for itself again is written with itself as person.
create table if not exists person_overrides $on_cluster (
    person_key UInt64,
    person UInt64,
    version UInt64
)
engine = $replacing_merge_tree(version)
order by person_key
settings fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
    cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, finished_mutations_to_keep = 1;

-- The same in memory, asked for every row that is measured. Reloaded by whoever writes an override.
create dictionary if not exists canonical $on_cluster (person_key UInt64, person UInt64)
primary key person_key
source(clickhouse($credentials query 'select person_key, person from $database.person_overrides final where person != person_key'))
layout(hashed())
lifetime(0);
