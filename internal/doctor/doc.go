// Package doctor looks at all that a gateway stands on before it starts, or while it runs: its configuration, files and limits, and
// the way to each registry. It opens no port of the gateway's, and writes nothing but a file that it removes again.
//
// What it finds is told in words of its own: never a secret, nor anything about a person, and nothing that a registry wrote.
package doctor
