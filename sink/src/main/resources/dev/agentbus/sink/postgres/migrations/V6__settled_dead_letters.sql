-- Settled letters leave the table after a while: found by when they were settled, without a look at the open ones.
create index dead_letters_settled_idx on dead_letters (status_at) where status in ('redriven', 'discarded');
