// Package state keeps what of the registries' policy is to survive a restart (holds of gates, breakers that are open,
// overrides, the counts of day quotas) in one small file. There is nothing personal in it.
//
// The file is replaced as a whole, so that it is always an old state or a new one: a temporary file beside it is written,
// synced and renamed over it, and its directory synced. One that cannot be trusted is set aside and never half believed.
// Whatever happens to the file, no question waits for it or fails because of it.
package state
