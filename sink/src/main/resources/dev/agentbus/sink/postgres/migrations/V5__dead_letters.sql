-- Dead letters, mirrored from the topics that hold them. The columns above `key` are for finding, the ones from it on
-- are the record itself, byte for byte.
create table dead_letters (
    id                    uuid        primary key,
    seq                   bigint      generated always as identity,
    status                text        not null check (status in ('pending', 'redriven', 'discarded', 'parked')),
    status_reason         text        not null default '',
    status_at             timestamptz not null default now(),
    family                text        not null,
    dead_letter_topic     text        not null,
    dead_letter_partition integer     not null,
    dead_letter_offset    bigint      not null,
    dead_lettered_at      timestamptz not null,
    mirrored_at           timestamptz not null default now(),
    topic                 text,
    kafka_partition       integer,
    kafka_offset          bigint,
    record_time           timestamptz,
    consumer_group        text        not null,
    handler               text        not null,
    disposition           text,
    fingerprint           text        not null,
    error_class           text        not null,
    rule                  text        not null,
    field                 text        not null,
    message               text        not null,
    stack_trace           text        not null,
    attempts              integer     not null,
    first_failed_at       timestamptz not null,
    last_failed_at        timestamptz not null,
    event_id              text,
    correlation_id        text,
    trace_id              text,
    redrive_count         integer     not null,
    original_id           uuid        not null,
    parent_id             uuid,
    redriven_from         text        not null,
    redriven_partition    integer,
    redriven_offset       bigint,
    key                   bytea,
    value                 bytea,
    value_left_bytes      bigint,
    header_names          bytea[]     not null,
    header_values         bytea[]     not null,
    edited_key            bytea,
    edited_value          bytea,
    edited_at             timestamptz
);

create index dead_letters_seq_idx on dead_letters (seq desc);
create index dead_letters_status_idx on dead_letters (status, seq desc);
create index dead_letters_fingerprint_idx on dead_letters (fingerprint text_pattern_ops, status);
create index dead_letters_topic_idx on dead_letters (topic, kafka_partition, kafka_offset);
create index dead_letters_time_idx on dead_letters (dead_lettered_at);
create index dead_letters_correlation_idx on dead_letters (correlation_id) where correlation_id is not null;
create index dead_letters_trace_idx on dead_letters (trace_id) where trace_id is not null;
create index dead_letters_event_idx on dead_letters (event_id) where event_id is not null;
create index dead_letters_original_idx on dead_letters (original_id);

comment on table dead_letters is 'Records that could not be carried out, and what has become of them';
comment on column dead_letters.fingerprint is 'The same for all letters with the same cause; holds no value of any event';
comment on column dead_letters.redrive_count is 'How often the record had been redriven when it failed here';
comment on column dead_letters.original_id is 'The first letter of the line; its own id when it was never redriven';
comment on column dead_letters.redriven_offset is 'Where the record was put into its topic again';
comment on column dead_letters.value_left_bytes is 'Not null: the value was left in the log, at topic, kafka_partition, kafka_offset';
