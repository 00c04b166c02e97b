-- Where each consumer group stands in each partition of each cluster. Written in the transaction that writes the rows.
create table agentbus_offsets (
    cluster_id      text        not null,
    consumer_group  text        not null,
    topic           text        not null,
    kafka_partition integer     not null,
    next_offset     bigint      not null,
    epoch           bigint      not null,
    updated_at      timestamptz not null default now(),
    primary key (cluster_id, consumer_group, topic, kafka_partition)
) with (fillfactor = 50);

comment on table agentbus_offsets is 'Positions of consumer groups; changed by compare-and-set only';
comment on column agentbus_offsets.next_offset is 'The first offset that is not stored; -1: nothing stored yet';
comment on column agentbus_offsets.epoch is 'Grows with each new owner; an older owner can store nothing';
