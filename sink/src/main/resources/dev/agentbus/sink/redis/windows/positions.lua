-- KEYS: positions.
-- Answers: partition and position, in turn.
return redis.call('HGETALL', KEYS[1])
