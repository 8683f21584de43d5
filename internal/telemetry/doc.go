// Package telemetry holds every metric's name and labels, and the log handler that redacts. Label values come from
// closed lists: nothing that a caller or a registry wrote is ever one. All series that can be told by then exist, at zero,
// from the start, so that rate() and absent() mean what they say; of others a metric's Description says when they are there.
package telemetry
