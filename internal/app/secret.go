package app

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport"
)

// secrets are those that are in use, for those who look at all of them alike.
type secrets struct {
	log   *slog.Logger
	words []func() secret.Status
	ways  []way
	own   []own
	// unseen is told the registry's key of each secret that this process cannot have (secret.ErrNotHanded), in whose place a word
	// stands that nobody knows; nil: it is an error.
	unseen func(key string)
	// others are files that belong to no registry, with whether there are any.
	others []func() (telemetry.File, bool)
}

// An own is something of ours that callers or operators go by, and that ends.
type own struct {
	of  string
	end func() time.Time
}

// A way is the client of a registry.
type way struct {
	registry   string
	client     *transport.Client
	credential time.Time // when what its driver shows ends; zero: not known
	// token says how the registry's working token stands; nil: it gives none.
	token func() adapters.WorkingToken
}

// open reads the secret of a key, and says in the log what becomes of it when its file changes.
func (s *secrets) open(key, written string, accept ...func(string) error) (secret.Word, error) {
	w, err := secret.Open(written, s.notice(key), accept...)
	if errors.Is(err, secret.ErrNotHanded) && s.unseen != nil {
		s.unseen(key)
		return secret.Standin(), nil
	}
	if err != nil {
		return w, fmt.Errorf("%s: %w", key, err)
	}
	s.words = append(s.words, func() secret.Status { return w.Status(key) })
	return w, nil
}

// notice says in the log what becomes of a file that has changed.
func (s *secrets) notice(key string) func(secret.Notice) {
	log := s.log.With("secret", key)
	return func(n secret.Notice) {
		if n.Why != "" {
			log.Warn("a secret has changed and cannot be used; the one of before stays in use", "why", n.Why)
			return
		}
		log.Info("a secret has changed; the new one is in use")
	}
}

// files says for a scrape how all of them stand.
func (s *secrets) files() []telemetry.File {
	var all []telemetry.File
	add := func(st secret.Status) {
		all = append(all, telemetry.File{Key: st.Key, Refused: st.Refused != "", Changes: st.Changes, Refusals: st.Refusals})
	}
	for _, status := range s.words {
		add(status())
	}
	for _, w := range s.ways {
		if st := w.client.Standing(); st.Named {
			st.Files.Key = "registries." + w.registry + ".transport.tls"
			add(st.Files)
		}
	}
	for _, other := range s.others {
		if f, named := other(); named {
			all = append(all, f)
		}
	}
	return all
}

// outbound says for a scrape how the ways to the registries stand.
func (s *secrets) outbound() []telemetry.Outbound {
	var all []telemetry.Outbound
	for _, w := range s.ways {
		st := w.client.Standing()
		o := telemetry.Outbound{
			Registry: w.registry, OurEnd: st.OurEnd, TheirEnd: st.TheirEnd, CredentialEnd: w.credential,
			ClockOffset: st.ClockOffset, ClockKnown: st.ClockKnown,
		}
		if w.token != nil {
			o.Token = new(w.token())
		}
		all = append(all, o)
	}
	return all
}

// ends says for a scrape when what is our own ends.
func (s *secrets) ends() map[string]time.Time {
	all := make(map[string]time.Time, len(s.own))
	for _, o := range s.own {
		all[o.of] = o.end()
	}
	return all
}

// SecretsText says in a line each where every secret and certificate lies, who may read it and when it was last changed; never
// what is in it, nor how long that is.
func (c Config) SecretsText() string {
	var lines []string
	for _, f := range config.Files(c) {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}
