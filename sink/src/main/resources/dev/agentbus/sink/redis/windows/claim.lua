-- Takes partitions over. Positions as in count.lua.
--
-- KEYS: positions.
-- ARGV: how long they are kept (ms), then the partitions.
-- Answers per partition: its position.
local time = redis.call('TIME')
-- Grows also when a failover has lost the last ones: never below the clock's microseconds.
local least = time[1] * 1000000 + time[2]
local answers = {}

for i = 2, #ARGV do
  local epoch, position = string.match(redis.call('HGET', KEYS[1], ARGV[i]) or '', '^(%d+):(%-?%d+)$')
  local fence = string.format('%.0f', math.max(least, (epoch or 0) + 1))
  answers[i - 1] = fence .. ':' .. (position or '-1')
  redis.call('HSET', KEYS[1], ARGV[i], answers[i - 1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return answers
