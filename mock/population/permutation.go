package population

import "math/bits"

// A permutation maps the numbers below size to each other, each to one, as its key says: a Feistel network over the least even number of
// bits that holds size, walked along its cycle until it is below size again (Black and Rogaway, Ciphers with Arbitrary Finite Domains,
// 2002). It is to look random, not to keep a secret.
type permutation struct {
	size, key uint64
	half      uint // bits of each half
}

const rounds = 6

func newPermutation(size, key uint64) permutation {
	return permutation{size, key, uint(bits.Len64(size-1)+1) / 2}
}

// to returns where n, which is below size, is taken.
func (p permutation) to(n uint64) uint64 {
	for {
		if n = p.forth(n); n < p.size {
			return n
		}
	}
}

// from is the inverse of to.
func (p permutation) from(n uint64) uint64 {
	for {
		if n = p.back(n); n < p.size {
			return n
		}
	}
}

func (p permutation) forth(n uint64) uint64 {
	left, right := n>>p.half, n&p.mask()
	for round := range uint64(rounds) {
		left, right = right, left^p.round(round, right)
	}
	return left<<p.half | right
}

func (p permutation) back(n uint64) uint64 {
	left, right := n>>p.half, n&p.mask()
	for round := range uint64(rounds) {
		left, right = right^p.round(rounds-1-round, left), left
	}
	return left<<p.half | right
}

func (p permutation) mask() uint64 { return 1<<p.half - 1 }

func (p permutation) round(round, half uint64) uint64 {
	return mix(p.key^mix(round<<32|half)) & p.mask()
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014): each bit of n weighs
// on each bit of the result.
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// mixed joins a key with a word.
func mixed(key uint64, word string) uint64 {
	for i := range len(word) {
		key = mix(key ^ uint64(word[i]))
	}
	return key
}
