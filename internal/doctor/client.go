package doctor

import "crypto/x509"

func isClient(u x509.ExtKeyUsage) bool {
	return u == x509.ExtKeyUsageClientAuth || u == x509.ExtKeyUsageAny
}
