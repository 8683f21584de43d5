package migration

import (
	"fmt"
	"regexp"
	"time"

	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/wsdl"
)

// registry is this registry's word (design, section 2).
const registry = "migration"

// A Client is what the lookups of this registry share: its configuration, its contract, compiled once, and who asks. It is
// immutable and safe for concurrent use.
type Client struct {
	endpoint   string
	config     Config
	contract   *soap.Contract
	credential *credential
	service    *regexp.Regexp // the contract's FRGUServiceCodeType
	now        func() time.Time
}

// NewClient checks c and compiles the contract. endpoint is the absolute address of the service, as in the contract's soap:address;
// password gives what c.PasswordFile holds. It does not connect.
func NewClient(endpoint string, c Config, password adapters.SecretSource) (*Client, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	files, err := wsdl.Registry(registry)
	if err != nil {
		return nil, fmt.Errorf("migration: %w", err)
	}
	contract, err := soap.Compile(files, "migration.wsdl")
	if err != nil {
		return nil, fmt.Errorf("migration: %w", err)
	}
	credential, err := newCredential(c.Username, password)
	if err != nil {
		return nil, err
	}
	return &Client{
		endpoint: endpoint, config: c, contract: contract, credential: credential, service: regexp.MustCompile(`^[0-9]{1,20}$`), now: time.Now,
	}, nil
}

// newRequestID returns an identifier for one request, at most 36 characters as the contract has it.
func newRequestID() string { return uuid.Must(uuid.NewV7()).String() }

// unable returns the failure of a query that meets the lookup's needs and that the registry cannot take all the same.
func unable(errs ...adapters.FieldError) *adapters.Failure {
	f := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "the registry cannot take what is stated")
	f.Errors = errs
	return f
}
