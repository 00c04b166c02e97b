-- Whether a batch could be counted now. Positions as in count.lua.
--
-- KEYS: positions, a key to write.
-- ARGV: per advance partition, epoch and from, in turn.
-- Answers: 1 or 0; fails as a write would.
redis.call('SET', KEYS[2], '1', 'PX', 1)
for i = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[1], ARGV[i]) ~= ARGV[i + 1] .. ':' .. ARGV[i + 2] then
    return 0
  end
end
return 1
