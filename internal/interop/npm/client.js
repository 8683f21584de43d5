// Puts questions to the mocks through npm's soap: a line of JSON each on standard input, and a line for what came on standard output.
'use strict';

const readline = require('node:readline');
const soap = require('soap');

async function open(question) {
  const client = await soap.createClientAsync(question.wsdl, {
    forceSoap12Headers: question.version === '1.2', // it does not take it from the binding
    disableCache: true,
  });
  if (question.username) {
    client.setSecurity(new soap.WSSecurity(question.username, question.password, { passwordType: 'PasswordDigest', hasTimeStamp: false }));
  }
  return client;
}

async function ask(client, question) {
  try {
    const [answer] = await client[`${question.operation}Async`](question.request);
    return { answer };
  } catch (error) {
    const fault = error.root?.Envelope?.Body?.Fault;
    if (!fault) {
      return { error: String(error) };
    }
    if (fault.Code) { // SOAP 1.2; of an element with attributes the text is a member
      return { fault: { code: fault.Code.Value, text: fault.Reason.Text.$value, detail: fault.Detail } };
    }
    return { fault: { code: fault.faultcode, text: fault.faultstring, detail: fault.detail } };
  }
}

async function main() {
  const clients = new Map();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    const key = question.wsdl + question.password;
    if (!clients.has(key)) {
      clients.set(key, await open(question));
    }
    const came = { id: question.id, ...await ask(clients.get(key), question) };
    console.log(JSON.stringify(came, (_, value) => value ?? {})); // an empty element comes as null, an absent one has no member
  }
}

main();
