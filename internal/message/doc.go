// Package message is the catalogue of what people are told. The texts, and which answer or failure comes to which of them,
// are data (citizen.yaml) that a lawyer or a translator can read; what is missing there fails a test.
package message
