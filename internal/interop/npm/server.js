// A registry by npm's soap. What it answers at /{registry}/{operation}/{case} is in script.json; what is null there it takes from the
// question as the stack decoded it.
'use strict';

const http = require('node:http');
const fs = require('node:fs');
const soap = require('soap');

const script = JSON.parse(fs.readFileSync(`${__dirname}/script.json`));

// The stack has the digest, and leaves it to its users to compare it.
function authenticate(security) {
  const token = security?.UsernameToken;
  const digest = soap.passwordDigest(token?.Nonce?.$value, token?.Created, script.password);
  return token?.Username === script.username && token?.Password?.$value === digest;
}

// The stack writes a fault as if all in it were the envelope's, the detail too: a colon before a name keeps the prefix from it.
function unprefixed(detail) {
  return Object.fromEntries(Object.entries(detail).map(([name, value]) => [`:${name}`, value]));
}

function fault(registry, { code, text, name, detail }) {
  const value = { [`:${name}`]: { ...unprefixed(detail), attributes: { xmlns: script.namespaces[registry] } } };
  if (registry === 'pension') {
    return { Fault: { Code: { Value: `soap:${code}` }, Reason: { Text: { attributes: { 'xml:lang': 'ru' }, $value: text } }, Detail: value, statusCode: 500 } };
  }
  return { Fault: { faultcode: `soap:${code}`, faultstring: text, detail: value, statusCode: 500 } };
}

// Where a member is null the answer says what the question said.
function handler(registry, operation) {
  return (question, callback, headers, request) => {
    const [, , , about] = decodeURIComponent(request.url).split('/');
    const reply = script.replies[operation][about];
    if (reply.fault) {
      throw fault(registry, reply.fault);
    }
    return Object.fromEntries(Object.entries(reply.answer).map(([name, value]) => [name, value ?? question[name]]));
  };
}

async function serve(server, registry, service, port) {
  const xml = await (await fetch(script.wsdl[registry])).text();
  const operations = Object.keys(script.replies).filter((name) => script.registries[name] === registry);
  const listener = await new Promise((resolve, reject) => {
    const opened = soap.listen(server, {
      path: new RegExp(`^/${registry}/.*`), xml, uri: script.wsdl[registry],
      services: { [service]: { [port]: Object.fromEntries(operations.map((name) => [name, handler(registry, name)])) } },
      forceSoap12Headers: registry === 'pension', // it does not take it from the binding
      callback: (error) => (error ? reject(error) : setImmediate(() => resolve(opened))), // once it has the schemas
    });
  });
  if (registry === 'migration') {
    listener.authenticate = authenticate;
  }
}

async function main() {
  const server = http.createServer((request, response) => response.writeHead(404).end());
  await serve(server, 'migration', 'ForeignCitizenService', 'ForeignCitizen');
  await serve(server, 'pension', 'InsuredPersonService', 'InsuredPerson');
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
}

main();
