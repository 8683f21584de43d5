// Package message is the catalogue of what people are told: the citizen (citizen.yaml) and, apart from him, the portal's
// officers and engineers (staff.yaml). The texts, and which answer or failure comes to which of them, are data that a lawyer or a
// translator can read; what is missing there fails a test.
//
// The two never meet: what is for the citizen travels with each answer; what is for staff is published as a whole, and found by
// the words that an answer has anyway, so that no answer holds more than its reader may see.
package message
