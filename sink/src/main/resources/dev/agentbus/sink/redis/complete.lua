-- Marks claims as done. Entries as in claim.lua.
--
-- KEYS: the entries.
-- ARGV: how long a done entry is kept (ms), then a fence per entry.
-- Answers per entry: 1 done, 0 too late.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answers = {}

for i = 1, #KEYS do
  local fence = ARGV[i + 1]
  local held = redis.call('GET', KEYS[i]) or ''
  local number, payload, untl = string.match(held, '^I|(%d+)|(%x+)|(%d+)|')
  if number == fence and tonumber(untl) > now then
    redis.call('SET', KEYS[i], table.concat({'D', number, payload}, '|'), 'PX', ARGV[1])
    answers[i] = 1
  else
    answers[i] = string.match(held, '^D|(%d+)|') == fence and 1 or 0
  end
end

return answers
