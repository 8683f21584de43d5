// Package secret reads passwords, tokens, keys and certificates from where they lie: a file, or a credential that systemd has
// handed to the unit. What lies there may be changed while the program runs; a Watched notices at the next use, and keeps
// what it had where the new cannot be used. Create writes a new key where none may be overwritten.
package secret
