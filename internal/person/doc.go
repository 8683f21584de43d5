// Package person compares what two sources say about one person: what a caller states and what a registry tells.
//
// A false "same" opens a stranger's record to somebody; a false "differs" shuts a person out of his own account. So every
// comparison has three answers. Same needs proof, Differs needs a contradiction, and whatever is neither (a part that one
// side does not tell, an initial, a word that stands in one alphabet here and in another there) is NotCompared, which
// proves nothing and accuses nobody.
//
// Names are folded for comparison only. What is folded is never sent to a registry, shown, or stored; and Latin is never
// turned into Cyrillic, nor Cyrillic into Latin: Юсупов is YUSUPOV in one passport and IUSUPOV in another, so the way
// back does not exist.
//
// All functions are pure and safe for concurrent use.
package person
