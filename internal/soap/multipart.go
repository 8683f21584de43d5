package soap

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
)

// rootPart takes the envelope out of a multipart/related body (RFC 2387) as XOP stacks wrap it, together with its own
// Content-Type. Attachments are refused: no contract here has any, and dropping one in silence would lose data.
func rootPart(params map[string]string, body []byte) (contentType string, envelope []byte, err error) {
	boundary := params["boundary"]
	if boundary == "" {
		return "", nil, multipartError("no boundary")
	}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	part, err := parts.NextRawPart()
	if err != nil {
		return "", nil, multipartError("no part")
	}
	if start := params["start"]; start != "" && part.Header.Get("Content-Id") != start {
		return "", nil, multipartError("the first part is not the root")
	}
	switch part.Header.Get("Content-Transfer-Encoding") {
	case "", "binary", "8bit", "7bit":
	default:
		return "", nil, multipartError("a transfer encoding that is not known")
	}
	if envelope, err = io.ReadAll(part); err != nil {
		return "", nil, multipartError("the root part is cut off")
	}
	if _, err = parts.NextRawPart(); !errors.Is(err, io.EOF) {
		return "", nil, multipartError("attachments, or no end")
	}
	contentType = part.Header.Get("Content-Type")
	if mediaType, _, err := mime.ParseMediaType(contentType); err == nil && mediaType == mediaTypeHTML {
		return "", nil, &Error{Code: CodeHTML}
	}
	if len(envelope) == 0 {
		return "", nil, &Error{Code: CodeEmpty}
	}
	return contentType, envelope, nil
}

// multipartError makes the error of a multipart body.
func multipartError(note string) *Error { return &Error{Code: CodeMultipart, Note: note} }
