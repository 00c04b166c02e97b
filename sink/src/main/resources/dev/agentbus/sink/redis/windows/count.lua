-- Counts a batch: positions, ids and windows change together, or nothing does. Everything is read and
-- reckoned before the first write, so that nothing can fail half-way.
--
-- A position is a text `epoch:next`. An id is a field whose value says where its event stands. A window is
-- a hash: `=topic` and `topic|agent|action|strategy` hold tallies (nine sums, `;`, `bucket:count,…`),
-- `@cluster:topic-partition` the highest offset that is counted, `@late` how many events came when it was
-- closed.
--
-- KEYS: positions, ids, older ids, then the windows.
-- ARGV: how long positions are kept (ms), how long ids are kept (ms), ids at most, series per window at most;
--   number of advances, and for each partition, epoch, from, to;
--   number of ids, the ids, their places;
--   per window when it is forgotten (ms), late events, number of partitions and for each field, first and last
--   offset, number of tallies and for each field and text.
-- Answers: {'done'}, {'already'}, {'fenced', partition, what is held},
--   {'known', highest offset per window and partition, indexes (from 0) of ids that stand elsewhere}.
local CHUNK = 4000
local at = 0

local function take()
  at = at + 1
  return ARGV[at]
end

local function values(key, fields)
  local all = {}
  for from = 1, #fields, CHUNK do
    local part = redis.call('HMGET', key, unpack(fields, from, math.min(from + CHUNK - 1, #fields)))
    for i = 1, #part do
      all[#all + 1] = part[i]
    end
  end
  return all
end

local function put(key, pairs)
  for from = 1, #pairs, CHUNK do
    redis.call('HSET', key, unpack(pairs, from, math.min(from + CHUNK - 1, #pairs)))
  end
end

local TALLY = '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+);(.*)$'
local NINE = '%.0f %.0f %.0f %.0f %.0f %.0f %.0f %.0f %.0f;'
local match, gmatch, format = string.match, string.gmatch, string.format

local function sum_of_sketches(a, b)
  if a == '' or b == '' then
    return a .. b
  end
  local counts, buckets = {}, {}
  for _, sketch in ipairs({a, b}) do
    for bucket, count in gmatch(sketch, '(%-?%d+):(%d+)') do
      if not counts[bucket] then
        buckets[#buckets + 1] = bucket
      end
      counts[bucket] = (counts[bucket] or 0) + count
    end
  end
  for i, bucket in ipairs(buckets) do
    buckets[i] = bucket .. ':' .. format('%.0f', counts[bucket])
  end
  return table.concat(buckets, ',')
end

local function sum(a, b)
  local a1, a2, a3, a4, a5, a6, a7, a8, a9, one = match(a, TALLY)
  local b1, b2, b3, b4, b5, b6, b7, b8, b9, other = match(b, TALLY)
  return format(NINE, a1 + b1, a2 + b2, a3 + b3, a4 + b4, a5 + b5, a6 + b6, a7 + b7, a8 + b8, a9 + b9)
    .. sum_of_sketches(one, other)
end

local positions_kept, ids_kept = take(), take()
local ids_room, series_room = tonumber(take()), tonumber(take())

-- The positions must be where the batch begins.
local partitions, wanted, reached = {}, {}, {}
for i = 1, tonumber(take()) do
  partitions[i] = take()
  local epoch, from, to = take(), take(), take()
  wanted[i] = epoch .. ':' .. from
  reached[i] = epoch .. ':' .. to
end
local held = values(KEYS[1], partitions)
local ours, done, stranger = true, true, 0
for i = 1, #partitions do
  if held[i] ~= wanted[i] then
    ours = false
    stranger = i
  end
  done = done and held[i] == reached[i]
end
if not ours then
  return done and {'already'} or {'fenced', partitions[stranger], held[stranger] or ''}
end

-- Who is known by id?
local ids, places = {}, {}
local mentioned = tonumber(take())
for i = 1, mentioned do
  ids[i] = take()
end
for i = 1, mentioned do
  places[i] = take()
end
local newer, older = values(KEYS[2], ids), values(KEYS[3], ids)
local repeated, fresh = {}, {}
for i = 1, #ids do
  local place = newer[i] or older[i]
  if not place then
    fresh[#fresh + 1] = ids[i]
    fresh[#fresh + 1] = places[i]
  elseif place ~= places[i] then
    repeated[#repeated + 1] = tostring(i - 1)
  end
end

-- Who is known by offset? All that is needed of a window is read at once.
local windows, marks, overlap = {}, {}, false
for w = 4, #KEYS do
  local window = {key = KEYS[w], forgotten = take(), late = take(), fields = {}, texts = {}, before = {}, writes = {}}
  local names, firsts, asked = {}, {}, {}
  for i = 1, tonumber(take()) do
    names[i] = take()
    firsts[i] = tonumber(take())
    asked[i] = names[i]
    window.writes[2 * i - 1] = names[i]
    window.writes[2 * i] = take()
  end
  for i = 1, tonumber(take()) do
    window.fields[i] = take()
    window.texts[i] = take()
    asked[#names + i] = window.fields[i]
  end
  asked[#asked + 1] = '@late'
  local held_by = values(window.key, asked)
  for i = 1, #names do
    local mark = held_by[i] or '-1'
    marks[#marks + 1] = mark
    overlap = overlap or tonumber(mark) >= firsts[i]
  end
  for i = 1, #window.fields do
    window.before[i] = held_by[#names + i]
  end
  if window.late ~= '0' then
    window.writes[#window.writes + 1] = '@late'
    window.writes[#window.writes + 1] = string.format('%.0f', (held_by[#asked] or 0) + window.late)
  end
  windows[#windows + 1] = window
end
if overlap or #repeated > 0 then
  return {'known', marks, repeated}
end

-- The new tallies; what finds no room is counted together.
for _, window in ipairs(windows) do
  local size = nil
  local others = {}
  for i, field in ipairs(window.fields) do
    local text = window.texts[i]
    if window.before[i] then
      text = sum(window.before[i], text)
    elseif string.sub(field, 1, 1) ~= '=' then
      size = size or redis.call('HLEN', window.key)
      if size >= series_room then
        field = string.match(field, '^[^|]*') .. '|*|*|*'
        local known = others[field] or redis.call('HGET', window.key, field)
        others[field] = known and sum(known, text) or text
        field = nil
      else
        size = size + 1
      end
    end
    if field then
      window.writes[#window.writes + 1] = field
      window.writes[#window.writes + 1] = text
    end
  end
  for field, text in pairs(others) do
    window.writes[#window.writes + 1] = field
    window.writes[#window.writes + 1] = text
  end
end

-- From here on only writes.
local moved = {}
for i = 1, #partitions do
  moved[2 * i - 1] = partitions[i]
  moved[2 * i] = reached[i]
end
put(KEYS[1], moved)
redis.call('PEXPIRE', KEYS[1], positions_kept)
if #fresh > 0 then
  local remembered = redis.call('HLEN', KEYS[2])
  if remembered > 0 and remembered + #fresh / 2 > ids_room then
    redis.call('UNLINK', KEYS[3])
    redis.call('RENAME', KEYS[2], KEYS[3])
  end
  put(KEYS[2], fresh)
  redis.call('PEXPIRE', KEYS[2], ids_kept)
end
for _, window in ipairs(windows) do
  put(window.key, window.writes)
  redis.call('PEXPIREAT', window.key, window.forgotten)
end
return {'done'}
