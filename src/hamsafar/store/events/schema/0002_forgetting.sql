-- Erasing ends when the old bytes are gone. The engine removes replaced parts in rounds that may be minutes apart; here they are a second apart.
-- The embedded engine also removes them without waiting for the merged part to reach the disk, so merges flush what they write.
alter table events $on_cluster modify setting cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, min_rows_to_fsync_after_merge = 1;
alter table quarantine $on_cluster modify setting cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, min_rows_to_fsync_after_merge = 1;
alter table drops $on_cluster modify setting cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, min_rows_to_fsync_after_merge = 1;
alter table person_overrides $on_cluster modify setting cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, min_rows_to_fsync_after_merge = 1;

-- Ids of events that were erased, as hashes: a client that sends such an event once more must not bring the person back.
-- Their numbers too: the next number is never one that a follower has already passed.
create table if not exists forgotten $on_cluster (
    id_hash UInt64,
    seq UInt64
)
engine = $merge_tree
order by id_hash
settings fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;
