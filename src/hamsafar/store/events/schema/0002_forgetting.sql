-- Ids of events that were erased, as hashes: a client that sends such an event once more must not bring the person back.
-- Their numbers too: the next number is never one that a follower has already passed.
create table if not exists forgotten $on_cluster (
    id_hash UInt64,
    seq UInt64
)
engine = $merge_tree
order by id_hash
settings fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
    cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, finished_mutations_to_keep = 1;
