package app

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/secret"
)

// operating makes the operators' server.
func (a *App) operating() (*server, error) {
	c := a.cfg.Operate
	ending := make(chan struct{})
	deps := operate.Deps{
		Gateway: a, Hosts: c.Hosts, Secure: c.CertificateFile != "", Ledger: a.ledger(), Log: a.log, Refused: a.metrics.RefusedOperator,
		Ending: ending, Sources: operate.Sources{Recent: a.metrics.Recent, Failed: a.metrics.FailedLookups, Stock: a.parts.stock, Facts: a.facts, Strangers: a.metrics.Strangers},
	}
	everybody, keys := c.Everybody()
	for i, one := range everybody {
		token, err := a.secrets.open("operate."+keys[i], one.TokenFile, config.LongToken)
		if err != nil {
			return nil, err
		}
		deps.Operators = append(deps.Operators, operate.Operator{Name: one.Name, Token: token})
	}
	s := newServer("operate", c.Listen, operate.Operate(deps), a.log)
	s.http.RegisterOnShutdown(sync.OnceFunc(func() { close(ending) })) // nobody waits for streams to come to an end by themselves
	s.http.Protocols = new(http.Protocols)                             // a page and a few calls need no second protocol
	s.http.Protocols.SetHTTP1(true)
	var err error
	s.http.TLSConfig, err = a.secrets.serving("operate", c.CertificateFile, c.KeyFile)
	return s, err
}

// serving returns what a listener of that section speaks TLS with: the pair as it is at each handshake, taken anew only as one that
// fits. Without a certificate it is nil.
func (s *secrets) serving(section, certificate, key string) (*tls.Config, error) {
	if certificate == "" {
		return nil, nil
	}
	pairs, err := secret.Pair(certificate, key, s.notice(section+".certificate_file"))
	if err != nil {
		return nil, fmt.Errorf("%s.certificate_file: %w", section, err)
	}
	s.words = append(s.words, func() secret.Status { return pairs.Status(section + ".certificate_file") })
	s.own = append(s.own, own{of: section, end: func() time.Time { return secret.End(pairs.Current()) }})
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pairs.Current(), nil },
	}, nil
}
