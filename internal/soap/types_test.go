package soap

import "encoding/xml"

// The types below are what gowsdl writes for testdata/contract/registry.xsd, with pointers where it does so.

type person struct {
	FamilyName string `xml:"FamilyName,omitempty"`
	FirstName  string `xml:"FirstName,omitempty"`
	Patronymic string `xml:"Patronymic,omitempty"`
	BirthDate  string `xml:"BirthDate,omitempty"`
	Gender     string `xml:"Gender,omitempty"`
}

type checkRequest struct {
	XMLName   xml.Name `xml:"urn:test:registry:1.0 CheckRequest"`
	RequestID string   `xml:"RequestId,omitempty"`
	Person    *person  `xml:"Person,omitempty"`
	Snils     string   `xml:"Snils,omitempty"`
}

type checkResponse struct {
	XMLName   xml.Name `xml:"urn:test:registry:1.0 CheckResponse"`
	RequestID string   `xml:"RequestId,omitempty"`
	Person    *person  `xml:"Person,omitempty"`
	Result    bool     `xml:"Result,omitempty"`
}

type marker struct{}

type ground struct {
	Kind       string   `xml:"Kind,omitempty"`
	ValidUntil string   `xml:"ValidUntil,omitempty"`
	Unlimited  *marker  `xml:"Unlimited,omitempty"`
	State      string   `xml:"State,omitempty"`
	Note       []string `xml:"Note,omitempty"`
	ID         string   `xml:"Id,attr,omitempty"`
	Region     string   `xml:"Region,attr,omitempty"`
}

type info struct {
	DaysUsed  int32     `xml:"DaysUsed,omitempty"`
	DaysLimit *int32    `xml:"DaysLimit,omitempty"`
	Counted   string    `xml:"Counted,omitempty"`
	Ground    []*ground `xml:"Ground,omitempty"`
}

type statusResponse struct {
	XMLName    xml.Name `xml:"urn:test:registry:1.0 StatusResponse"`
	RequestID  string   `xml:"RequestId,omitempty"`
	Info       *info    `xml:"Info,omitempty"`
	NotFound   *marker  `xml:"NotFound,omitempty"`
	Candidates *int32   `xml:"Candidates,omitempty"`
	RefineBy   []string `xml:"RefineBy,omitempty"`
}

type requestRejected struct {
	XMLName xml.Name `xml:"urn:test:registry:1.0 RequestRejected"`
	Code    string   `xml:"Code,omitempty"`
	Text    string   `xml:"Text,omitempty"`
}
