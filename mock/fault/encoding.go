package fault

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// Faults of encoding and of size.

var declaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>\s*`)

// undeclared returns an XML body without its declaration.
func undeclared(body []byte) []byte { return body[len(declaration.Find(body)):] }

func mediaType(p Protocol) string {
	return map[Protocol]string{SOAP11: "text/xml", SOAP12: "application/soap+xml", REST: "application/json"}[p]
}

// windows1251 names the charset in the prolog, in Content-Type, and in Content-Type against the prolog.
func windows1251(in *Input) []Case {
	encoder := encoding.HTMLEscapeUnsupported(charmap.Windows1251.NewEncoder())
	body, err := encoder.Bytes(undeclared(in.Reply.Body))
	if err != nil {
		return nil
	}
	media := mediaType(in.Shape.Protocol)
	made := func(name, prolog, contentType string) Case {
		reply := in.Reply.with(append([]byte(prolog), body...)).Headed("Content-Type", contentType)
		return Case{Name: name, Reply: reply}
	}
	return []Case{
		made("prolog", `<?xml version="1.0" encoding="windows-1251"?>`, media),
		made("content_type", "", media+"; charset=windows-1251"),
		made("contradiction", `<?xml version="1.0" encoding="UTF-8"?>`, media+"; charset=windows-1251"),
	}
}

func byteOrderMark(in *Input) []Case {
	return []Case{{Reply: in.Reply.with(append([]byte("\xef\xbb\xbf"), in.Reply.Body...))}}
}

func noContentType(in *Input) []Case {
	return []Case{{Reply: in.Reply.Headed("Content-Type")}}
}

func gzipUnasked(in *Input) []Case {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(in.Reply.Body) // a Buffer takes everything
	_ = w.Close()
	return []Case{{Reply: in.Reply.with(packed.Bytes()).Headed("Content-Encoding", "gzip")}}
}

// hugeBytes is how long the replies of huge and gzip_bomb are.
const hugeBytes = 50 << 20

// padded makes the reply long by white space at a place where white space means nothing, so that only a bound can refuse it.
func padded(packed bool) func(*Input) []Case {
	return func(in *Input) []Case {
		doc := parse(in.Shape.Protocol, in.Reply.Body)
		if doc == nil {
			return nil
		}
		at := doc.at("").inner.end
		if in.Shape.Protocol == REST {
			at-- // before the closing brace
		}
		reply := in.Reply
		reply.Pad = Padding{At: at, Count: hugeBytes, Fill: ' ', Gzip: packed}
		return []Case{{Reply: reply}}
	}
}

// nesting is how deep the reply of deep goes.
const nesting = 100_000

func deep(in *Input) []Case {
	doc := parse(in.Shape.Protocol, in.Reply.Body)
	if doc == nil {
		return nil
	}
	extra := `"unknownMember":` + strings.Repeat("[", nesting) + strings.Repeat("]", nesting)
	if in.Shape.Protocol != REST {
		extra = strings.Repeat("<d>", nesting) + strings.Repeat("</d>", nesting)
	}
	return []Case{{Reply: in.Reply.with(doc.put(doc.at(""), extra))}}
}

func emptyReply(in *Input) []Case { return []Case{{Reply: in.Reply.with(nil)}} }

// cutInTheMiddle is complete as HTTP, and half a document.
func cutInTheMiddle(in *Input) []Case {
	return []Case{{Reply: in.Reply.with(in.Reply.Body[:len(in.Reply.Body)/2])}}
}

func htmlPage(status int) func(*Input) []Case {
	return func(in *Input) []Case {
		page := fmt.Sprintf("<!DOCTYPE html>\n<html><head><title>%d %s</title></head>\n<body><center><h1>%[1]d %[2]s</h1></center>"+
			"<hr><center>nginx</center><br></body></html>\n", status, http.StatusText(status))
		reply := in.Reply.with([]byte(page)).Headed("Content-Type", "text/html; charset=utf-8")
		reply.Status = status
		return []Case{{Reply: reply}}
	}
}
