package telemetry_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/telemetry"
)

const canary = "КАНАРЕЙКИН"

// Whatever somebody logs by mistake, what could hold a person's data does not come out.
func TestTheLogRedactsWhatCouldHoldAnything(t *testing.T) {
	secret := adapters.NewSecret(canary)
	subject := adapters.NewSubject(&adapters.Stated{FamilyName: secret})
	type holder struct {
		Name   string
		secret adapters.Secret
	}
	failure := adapters.Fail(adapters.Malformed, adapters.ReasonContract, "at personInfo/birthDate").Because(errors.New(canary))
	for name, v := range map[string]any{
		"secret": secret, "subject": subject, "pointer to subject": &subject, "stated": subject.Stated(),
		"struct": holder{canary, secret}, "pointer": &holder{canary, secret}, "map": map[string]string{"name": canary},
		"bytes": []byte(canary), "foreign error": errors.New(canary), "wrapped foreign error": fmt.Errorf("reading: %w", errors.New(canary)),
		"failure with a cause": failure, "slice of structs": []holder{{canary, secret}}, "group": slog.GroupValue(slog.Any("x", holder{canary, secret})),
	} {
		for _, format := range []string{"json", "text"} {
			t.Run(name+" as "+format, func(t *testing.T) {
				var out bytes.Buffer
				telemetry.NewLogger(&out, format, slog.LevelDebug).With("with", v).WithGroup("g").Debug("event", "v", v)
				if strings.Contains(out.String(), canary) {
					t.Errorf("it came out: %s", out.String())
				}
			})
		}
	}
}

func TestTheLogKeepsWhatIsPlain(t *testing.T) {
	var out bytes.Buffer
	log := telemetry.NewLogger(&out, "json", slog.LevelInfo)
	log.Info("event", "word", "passing", "n", 3, "took", time.Second, "why", adapters.Fail(adapters.Denied, adapters.ReasonTLS, "certificate expired"))
	log.Debug("below the level")
	for _, want := range []string{`"word":"passing"`, `"n":3`, `"took_seconds":1`, `"why":"denied/tls: certificate expired"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it lacks %s: %s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "below") {
		t.Error("it writes below its level")
	}
}
