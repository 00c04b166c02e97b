// Produces one record as a foreign client does: node produce.js BROKERS TOPIC KEY JSON
'use strict';
const { Kafka, logLevel } = require('kafkajs');

async function main([brokers, topic, key, value]) {
  const kafka = new Kafka({ clientId: 'a-stranger', brokers: brokers.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer();
  await producer.connect();
  const [receipt] = await producer.send({ topic, messages: [{ key, value }] });
  await producer.disconnect();
  console.log(JSON.stringify({ partition: receipt.partition, offset: receipt.baseOffset }));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
