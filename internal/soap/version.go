package soap

// Version is the version of the SOAP envelope.
type Version uint8

// The versions of SOAP. The zero Version is neither.
const (
	V11 Version = iota + 1 // SOAP 1.1, W3C note of 8 May 2000
	V12                    // SOAP 1.2, W3C recommendation of 27 April 2007
)

const (
	namespace11     = "http://schemas.xmlsoap.org/soap/envelope/"
	namespace12     = "http://www.w3.org/2003/05/soap-envelope"
	namespaceXSI    = "http://www.w3.org/2001/XMLSchema-instance"
	namespaceXSD    = "http://www.w3.org/2001/XMLSchema"
	namespaceXML    = "http://www.w3.org/XML/1998/namespace"
	namespaceXMLNS  = "http://www.w3.org/2000/xmlns/"
	namespaceWSDL   = "http://schemas.xmlsoap.org/wsdl/"
	roleNext11      = "http://schemas.xmlsoap.org/soap/actor/next"
	roleNext12      = "http://www.w3.org/2003/05/soap-envelope/role/next"
	roleUltimate12  = "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"
	mediaType11     = "text/xml"
	mediaType12     = "application/soap+xml"
	mediaTypeXOP    = "application/xop+xml"
	mediaTypeHTML   = "text/html"
	mediaMultipart  = "multipart/related"
	xmlDeclaration  = `<?xml version="1.0" encoding="UTF-8"?>`
	envelopePrefix  = "soap"
	versionNotKnown = "unknown"
)

// String gives "1.1", "1.2" or "unknown".
func (v Version) String() string {
	switch v {
	case V11:
		return "1.1"
	case V12:
		return "1.2"
	default:
		return versionNotKnown
	}
}

// Namespace gives the namespace of the version's envelope, or "" for no version.
func (v Version) Namespace() string {
	switch v {
	case V11:
		return namespace11
	case V12:
		return namespace12
	default:
		return ""
	}
}

// ContentType gives the value of the Content-Type header of a message in this version. SOAP 1.2 carries the action in it
// (RFC 3902); in SOAP 1.1 the action stands in the SOAPAction header and is not used here.
func (v Version) ContentType(action string) string {
	if v != V12 {
		return mediaType11 + "; charset=utf-8"
	}
	if action == "" {
		return mediaType12 + "; charset=utf-8"
	}
	return mediaType12 + "; charset=utf-8; action=" + quoted(action)
}

// quoted writes s as an HTTP quoted-string.
func quoted(s string) string {
	dst := make([]byte, 0, len(s)+2)
	dst = append(dst, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, s[i])
	}
	return string(append(dst, '"'))
}

// versionOf gives the version whose envelope namespace is space, or 0.
func versionOf(space string) Version {
	switch space {
	case namespace11:
		return V11
	case namespace12:
		return V12
	default:
		return 0
	}
}
