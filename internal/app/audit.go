package app

import (
	"context"
	"fmt"
	"os"

	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/telemetry"
)

// openAudit takes the audit log, unless it is off.
func (a *App) openAudit() error {
	if a.cfg.Audit.IsOff() {
		return nil
	}
	cfg, err := auditConfig(a.cfg.Audit)
	if err != nil {
		return err
	}
	cfg.Log = a.log
	if a.audit, err = audit.Open(cfg); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	a.house.Audit = a.audit
	a.metrics.AddAudit(a.auditHealth)
	return nil
}

// CheckAuditKeys reads the keys of the audit log. The error names the key of the configuration and quotes nothing of them.
func (c *Config) CheckAuditKeys() error {
	_, err := auditConfig(c.Audit)
	return err
}

func auditConfig(c config.Audit) (audit.Config, error) {
	cfg := audit.Config{
		Directory: c.Directory, Retention: c.Retention, CheckpointEvery: c.CheckpointEvery, Wait: c.Wait, Queue: c.Queue,
		SegmentBytes: c.SegmentBytes, Reserve: audit.Reserve{Percent: c.Reserve.Percent, Bytes: c.Reserve.Bytes},
	}
	key, err := secret.Open(c.KeyFile, nil)
	if err != nil {
		return cfg, fmt.Errorf("audit.key_file: %w", err)
	}
	if cfg.Signer, err = audit.ParseSigner(key.Current().Reveal()); err != nil {
		return cfg, fmt.Errorf("audit.key_file: %w", err)
	}
	officers, err := os.ReadFile(c.OfficersFile)
	if err != nil {
		return cfg, fmt.Errorf("audit.officers_file: %w", err)
	}
	if cfg.Officers, err = audit.ParseOfficerPublic(string(officers)); err != nil {
		return cfg, fmt.Errorf("audit.officers_file: %w", err)
	}
	return cfg, nil
}

// listenAudit lets searches of officers be written down while the gateway runs.
func (a *App) listenAudit() error {
	if a.audit == nil {
		return nil
	}
	if err := a.audit.Serve(); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// closeAudit writes what waits and signs a last checkpoint. Nobody asks any more by then.
func (a *App) closeAudit() {
	if a.audit == nil {
		return
	}
	if err := a.audit.Close(); err != nil {
		a.log.Error("the audit log was not closed well", "error", err)
	}
}

// auditStops says why nothing is answered because nothing can be written down; "" if all is well.
func (a *App) auditStops() string {
	if a.audit == nil {
		return ""
	}
	h := a.audit.Health()
	for _, stop := range audit.Stops() {
		if h.Stopped[stop] {
			return "the audit log has stopped: " + string(stop)
		}
	}
	return ""
}

func (a *App) auditHealth() telemetry.AuditHealth {
	h := a.audit.Health()
	t := telemetry.AuditHealth{
		Records: h.Records, Written: h.Written, Waiting: h.Waiting, Most: h.Most, Stopped: make(map[string]bool),
		Failures: h.Failures, Refused: h.Refused, Syncs: h.Batches, Syncing: h.Syncing,
		FreeBytes: h.FreeBytes, TotalBytes: h.TotalBytes, FreeInodes: h.FreeInodes, TotalInodes: h.TotalInodes,
		Checkpoint: h.Checkpoint, Checkpointed: h.Checkpointed, Segment: h.Segment,
	}
	for _, stop := range audit.Stops() {
		t.Stopped[string(stop)] = h.Stopped[stop]
	}
	return t
}

// ledger returns where it is written down what operators do.
func (a *App) ledger() operate.Ledger {
	if a.audit == nil {
		return nil
	}
	return deeds{a.audit}
}

// deeds writes down what operators do in the audit log.
type deeds struct{ log *audit.Log }

// Record implements operate.Ledger.
func (d deeds) Record(ctx context.Context, deed operate.Deed) error {
	act := string(deed.Action)
	if deed.Mode != "" {
		act += " " + string(deed.Mode)
	}
	return d.log.Operated(ctx, audit.Act{Operator: deed.Operator, Act: act, Object: deed.Of, Why: deed.Reason, Until: deed.Until})
}
