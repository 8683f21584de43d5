// Package audit is the tamper-evident record of who asked what about whom, and why.
//
// What acknowledges is a journal: segment files of framed records, each file chained to the one before by its SHA-256. Those
// who append wait in a bounded queue; one writer puts all that wait into the file, makes it last by one fdatasync(2), and
// acknowledges them together. Behind it grows a Merkle tree (golang.org/x/mod/sumdb/tlog) of which a signed checkpoint leaves
// the machine each minute: who keeps a checkpoint can prove later that a record was changed, removed, inserted or moved.
//
// A leaf of the tree is the hash of a salt and a record's body. Salt and body lie in the journal, leaves in the tree's own
// files, so that bodies are erased at the end of their retention and every proof still holds.
//
// Nothing personal is written in the clear. People and identifiers are keyed hashes under a key of the month, which is sealed
// to an officer's public key when it is made and wiped from the machine when its month is over: from then on only the officer
// can find who asked about a person.
//
//	directory/
//	  journal/0000000001.seg  records, as they were acknowledged
//	  tree/0 … 4              hashes, by level of tile
//	  key/2026-11             the key of the month under way; nobody else's to read
//	  sealed/2026-11.<officer> the same, sealed
//	  acknowledged            up to where the journal was acknowledged
//	  checkpoint              the newest signed checkpoint, to ship
//	  find.sock               where "gateway audit find" leaves its own record while the gateway runs
//	  lock
package audit
