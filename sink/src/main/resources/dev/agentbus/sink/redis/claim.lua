-- Claims keys for one consumer. An entry is a text:
--   I|fence|payload|until|abandoned|nonce   in progress; until in milliseconds of this server's clock
--   D|fence|payload                          done
-- and the key's own expiry says when it is forgotten.
--
-- KEYS: the last fence, then the entries.
-- ARGV: how long a claim holds (ms), how long an entry is kept (ms), a nonce of this call, then a payload per entry.
-- Answers per entry: C|fence|abandoned (claimed), I|milliseconds left, D (done), M (another payload).
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Grows also when a failover has lost the last ones: never below the clock's microseconds.
local fence = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), time[1] * 1000000 + time[2])
local granted = false
local answers = {}

local function grant(i, payload, abandoned, nonce)
  fence = fence + 1
  granted = true
  local number = string.format('%.0f', fence)
  local untl = string.format('%.0f', now + ARGV[1])
  redis.call('SET', KEYS[i], table.concat({'I', number, payload, untl, abandoned, nonce}, '|'), 'PX', ARGV[2])
  return 'C|' .. number .. '|' .. abandoned
end

for i = 2, #KEYS do
  local payload = ARGV[i + 2]
  local nonce = ARGV[3] .. ':' .. i
  local held = redis.call('GET', KEYS[i])
  if not held then
    answers[i - 1] = grant(i, payload, 0, nonce)
  else
    local number, content, untl, abandoned, owner = string.match(held, '^I|(%d+)|(%x+)|(%d+)|(%d+)|(.*)$')
    if not number then
      answers[i - 1] = string.match(held, '^D|%d+|(%x+)$') == payload and 'D' or 'M'
    elseif tonumber(untl) <= now then
      answers[i - 1] = grant(i, payload, abandoned + 1, nonce)
    elseif owner == nonce then
      -- The same call again: its first answer was lost on the way.
      answers[i - 1] = 'C|' .. number .. '|' .. abandoned
    elseif content ~= payload then
      answers[i - 1] = 'M'
    else
      answers[i - 1] = 'I|' .. string.format('%.0f', untl - now)
    end
  end
end

if granted then
  redis.call('SET', KEYS[1], string.format('%.0f', fence))
end
return answers
