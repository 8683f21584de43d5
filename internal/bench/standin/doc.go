// Package standin is a registry that costs nearly nothing: it answers every well-formed question of migration/status and
// pension/snils-check with a match, echoing who was asked about, as fast as bytes can be copied. Figures about the
// gateway are taken against it, so that what a registry costs does not blur them. Its replies follow the contracts; that
// it checks nothing of the questions is what makes it unfit for anything else.
//
// The last part of a request's path chooses what the registry does:
//
//	/migration, /pension            answers at once
//	/migration/hang, /pension/hang  never answers
//	/migration/flap, /pension/flap  fails every second exchange, the first included, with 503
//	/exchanges                      tells, as a number, how many questions have come
package standin
