// Package transport makes one HTTP exchange with one registry: connections, TLS, bounds on what is read, and the name of
// what went wrong on the wire. It makes no decisions: limits in time come with the context, retries and quotas stand
// above it.
//
// A [Client] is narrower than http.Client on purpose:
//
//   - HTTP/1.1 only. Registries' stacks speak it; with some twenty exchanges in flight a second version would bring
//     nothing, while one HTTP/2 connection that hangs would take all of them with it.
//   - It follows no redirect, keeps no cookie, and takes no proxy from the environment: a question about a person goes
//     where the configuration says and nowhere else.
//   - The whole reply is read within a cap before and after unpacking. A reply past it is dropped with its connection,
//     never drained.
//   - net/http repeats some requests by itself when a kept connection breaks. Here it cannot: see [Client.Do].
//
// An application must keep the standard library's log package from printing net/http's own lines: on bytes that nobody
// asked for it quotes what the registry sent.
package transport
