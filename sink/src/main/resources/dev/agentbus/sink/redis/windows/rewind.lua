-- Sets positions back, all of them or none; one that is behind already stays. Positions as in count.lua.
--
-- KEYS: positions.
-- ARGV: partition and offset, in turn.
-- Answers: partition and the position before, in turn, of those that were set back.
local answers, writes = {}, {}

for i = 1, #ARGV, 2 do
  local epoch, position = string.match(redis.call('HGET', KEYS[1], ARGV[i]) or '', '^(%d+):(%-?%d+)$')
  if position and tonumber(position) > tonumber(ARGV[i + 1]) then
    answers[#answers + 1] = ARGV[i]
    answers[#answers + 1] = position
    writes[#writes + 1] = ARGV[i]
    writes[#writes + 1] = string.format('%.0f', epoch + 1) .. ':' .. ARGV[i + 1]
  end
end
if #writes > 0 then
  redis.call('HSET', KEYS[1], unpack(writes))
end
return answers
