package adapters_test

import (
	"context"
	"testing"

	"github.com/sverka/sverka/adapters"
)

func TestOperationIsTheInnermostName(t *testing.T) {
	ctx := t.Context()
	if got := adapters.Operation(ctx); got != "" {
		t.Errorf("unnamed: got %q", got)
	}
	outer := adapters.WithOperation(ctx, "token")
	inner := adapters.WithOperation(context.WithoutCancel(outer), "status")
	if got := adapters.Operation(outer); got != "token" {
		t.Errorf("outer: got %q, want token", got)
	}
	if got := adapters.Operation(inner); got != "status" {
		t.Errorf("inner: got %q, want status", got)
	}
}
