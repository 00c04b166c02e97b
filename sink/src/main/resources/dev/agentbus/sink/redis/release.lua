-- Gives claims back. Entries as in claim.lua.
--
-- KEYS: the entries.
-- ARGV: a fence per entry.
for i = 1, #KEYS do
  local held = redis.call('GET', KEYS[i]) or ''
  local number, payload, untl, abandoned, owner = string.match(held, '^I|(%d+)|(%x+)|(%d+)|(%d+)|(.*)$')
  if number == ARGV[i] and untl ~= '0' then
    if abandoned == '0' then
      redis.call('DEL', KEYS[i])
    else
      -- That an earlier claim was abandoned is not forgotten: the next one counts it as this one did.
      local left = redis.call('PTTL', KEYS[i])
      local count = string.format('%.0f', abandoned - 1)
      redis.call('SET', KEYS[i], table.concat({'I', number, payload, '0', count, ''}, '|'), 'PX', left)
    end
  end
end
return #KEYS
