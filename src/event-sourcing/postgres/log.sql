-- The log: one row an event. Positions are dense and are given out under one lock that is held until the commit is
-- visible, so the order of commits is the order of positions and a reader never has to wait for a gap to fill.
create table if not exists log_event (
  position    bigint      primary key,
  stream      text        not null,
  revision    bigint      not null,
  id          uuid        not null,
  type        text        not null,
  data        json        not null,
  metadata    json        not null,
  appended_at timestamptz not null default clock_timestamp(),
  unique (stream, revision)
);

-- One row: which log the positions belong to.
create table if not exists log_identity (
  only_one boolean primary key default true check (only_one),
  log_id   uuid    not null default gen_random_uuid()
);
insert into log_identity default values on conflict do nothing;

-- Appends to any number of streams in one call and one commit, each with an outcome of its own. The events of the
-- i-th stream are the next counts[i] of the flat arrays; expected[i] is -1 where the stream must not exist yet.
create or replace function log_append(
  streams   text[],
  expected  bigint[],
  counts    int[],
  ids       uuid[],
  types     text[],
  datas     json[],
  metadatas json[]
) returns table (outcome text, revision bigint, position_ bigint) language plpgsql volatile as $$
declare
  -- The session's own time-out may be another, or lost in a pooler: no append waits longer for the others than this.
  log_lock_timeout constant text := '3s';
  head     bigint;
  current  bigint;
  skipped  int := 0;
  matching int;
begin
  perform set_config('lock_timeout', log_lock_timeout, true);
  -- What is answered as written must be on disk, whatever the database or the role is set to.
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  perform pg_advisory_xact_lock(hashtextextended('rushline.log', 0));
  select coalesce(max(e.position), 0) into head from log_event e;
  -- Mostly every stream is where its writer saw it, and written once: then all of it is one insert.
  if not exists (
    select from unnest(streams, expected) as want (stream, seen)
    group by want.stream
    having count(*) > 1
      or min(want.seen) <> coalesce((select max(e.revision) from log_event e where e.stream = want.stream), -1)
  ) then
    insert into log_event (position, stream, revision, id, type, data, metadata)
    select head + new.n, place.stream, place.seen + place.k, new.id, new.type, new.data, new.metadata
    from (
      select want.stream, want.seen, k, row_number() over (order by want.i, k) as n
      from unnest(streams, expected, counts) with ordinality as want (stream, seen, count, i),
        generate_series(1, want.count) as k
    ) as place
    join unnest(ids, types, datas, metadatas) with ordinality as new (id, type, data, metadata, n) using (n);
    return query
      select 'written', want.seen + want.count, (head + sum(want.count) over (order by want.i))::bigint
      from unnest(streams, expected, counts) with ordinality as want (stream, seen, count, i)
      order by want.i;
    perform pg_notify('rushline_log', (head + coalesce(array_length(ids, 1), 0))::text);
    return;
  end if;
  for i in 1 .. coalesce(array_length(streams, 1), 0) loop
    select coalesce(max(e.revision), -1) into current from log_event e where e.stream = streams[i];
    if current = expected[i] then
      insert into log_event (position, stream, revision, id, type, data, metadata)
      select head + (n - skipped), streams[i], current + (n - skipped), new.id, new.type, new.data, new.metadata
      from unnest(ids, types, datas, metadatas) with ordinality as new (id, type, data, metadata, n)
      where n > skipped and n <= skipped + counts[i];
      head := head + counts[i];
      outcome := 'written'; revision := current + counts[i]; position_ := head;
    else
      -- Somebody was first. If what stands there is exactly this append, it was ourselves, and the answer got lost.
      select count(*), max(e.position) into matching, position_
      from unnest(ids) with ordinality as new (id, n)
      join log_event e on e.stream = streams[i] and e.revision = expected[i] + (n - skipped) and e.id = new.id
      where n > skipped and n <= skipped + counts[i];
      if matching = counts[i] and counts[i] > 0 then
        outcome := 'written'; revision := expected[i] + counts[i];
      else
        outcome := 'conflict'; revision := current; position_ := null;
      end if;
    end if;
    skipped := skipped + counts[i];
    return next;
  end loop;
  perform pg_notify('rushline_log', head::text);
end $$;
