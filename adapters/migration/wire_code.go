package migration

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// pair is one row of a table between the contract's code and our word.
type pair[W ~string] struct {
	code string
	word W
}

// wordOf returns the word for code; ok is false for a code that the table does not list.
func wordOf[W ~string](table []pair[W], code string) (word W, ok bool) {
	for _, p := range table {
		if p.code == code {
			return p.word, true
		}
	}
	return "", false
}

// codeOf returns the code for word, or "".
func codeOf[W ~string](table []pair[W], word W) string {
	for _, p := range table {
		if p.word == word {
			return p.code
		}
	}
	return ""
}

//nolint:gochecknoglobals // tables, never written to
var (
	sexes = [...]pair[adapters.Sex]{
		{string(wire.SexTypeMALE), adapters.Male},
		{string(wire.SexTypeFEMALE), adapters.Female},
		{string(wire.SexTypeUNSPECIFIED), adapters.Unspecified},
	}

	categories = [...]pair[Category]{
		{string(wire.StatusCategoryTypeTEMPORARY_STAY), TemporaryStay},
		{string(wire.StatusCategoryTypeTEMPORARY_RESIDENCE), TemporaryResidence},
		{string(wire.StatusCategoryTypePERMANENT_RESIDENCE), PermanentResidence},
		{string(wire.StatusCategoryTypeNONE), NoCategory},
	}

	personStates = [...]pair[PersonState]{
		{string(wire.PersonStateTypeALIVE), Alive},
		{string(wire.PersonStateTypeDECEASED), Deceased},
		{string(wire.PersonStateTypeRUSSIAN_CITIZEN), RussianCitizen},
		{string(wire.PersonStateTypeMERGED), MergedPerson},
		{string(wire.PersonStateTypeUNKNOWN), UnknownState},
	}

	groundStates = [...]pair[GroundState]{
		{string(wire.GroundStateTypeVALID), StateValid},
		{string(wire.GroundStateTypeEXPIRED), StateExpired},
		{string(wire.GroundStateTypeANNULLED), StateAnnulled},
		{string(wire.GroundStateTypeSUSPENDED), StateSuspended},
		{string(wire.GroundStateTypeREPLACED), StateReplaced},
		{string(wire.GroundStateTypeLOST), StateLost},
		{string(wire.GroundStateTypeNOT_COLLECTED), StateNotCollected},
	}

	// groundKinds is the list that stands in the contract's annotation of GroundType.
	groundKinds = [...]pair[GroundKind]{
		{"VISA_FREE", GroundVisaFree}, {"VISA", GroundVisa}, {"PATENT", GroundPatent}, {"WORK_PERMIT", GroundWorkPermit},
		{"EAEU_WORK", GroundEAEUWork}, {"STUDY", GroundStudy}, {"FAMILY", GroundFamily}, {"RVP", GroundRVP},
		{"RVPO", GroundRVPEducation}, {"VNZH", GroundVNZh}, {"REFUGEE", GroundRefugee},
		{"REFUGEE_APPLICANT", GroundRefugeeApplicant}, {"TEMPORARY_ASYLUM", GroundTemporaryAsylum},
		{"STATELESS", GroundStateless}, {"DIPLOMATIC", GroundDiplomatic}, {"TRANSIT", GroundTransit}, {"DECREE", GroundDecree},
	}

	// documentKinds is the list that stands in the contract's annotation of GroundDocumentType.
	documentKinds = [...]pair[DocumentKind]{
		{"VISA", DocumentKind(adapters.Visa)}, {"MIGRATION_CARD", DocumentKind(adapters.MigrationCard)},
		{"ARRIVAL_NOTICE", DocumentKind(adapters.ArrivalNotice)}, {"PATENT", DocumentKind(adapters.Patent)},
		{"WORK_PERMIT", DocumentKind(adapters.WorkPermit)}, {"RVP", DocumentKind(adapters.TemporaryResidence)},
		{"RVPO", DocumentKind(adapters.TemporaryResidenceEducation)}, {"VNZH", DocumentKind(adapters.ResidencePermit)},
		{"VNZH_LBG", DocumentKind(adapters.ResidencePermitStateless)},
		{"REFUGEE_CERTIFICATE", DocumentKind(adapters.RefugeeCertificate)},
		{"REFUGEE_APPLICATION", DocumentKind(adapters.RefugeeApplication)},
		{"TEMPORARY_ASYLUM", DocumentKind(adapters.TemporaryAsylum)},
		{"LABOUR_CONTRACT", DocumentLabourContract}, {"STUDY_CERTIFICATE", DocumentStudyCertificate},
		{"DIPLOMATIC_CARD", DocumentDiplomaticCard},
	}

	// registrationKinds is the list that stands in the contract's annotation of RegAddressItemType.
	registrationKinds = [...]pair[RegistrationKind]{{"LIVING", Residence}, {"STAYING", Stay}}

	// documentReasons is the list that stands in the contract's annotation of DocumentInfoType.
	documentReasons = [...]pair[ReasonCode]{
		{"601", ReasonExpired}, {"602", ReasonReplaced}, {"603", ReasonIssuedInViolation}, {"604", ReasonSought}, {"605", ReasonSeized},
		{"606", ReasonHolderDied}, {"607", ReasonDefect}, {"609", ReasonLost}, {"701", ReasonOwnRequest}, {"702", ReasonFalseData},
		{"703", ReasonAbsence}, {"704", ReasonTaxUnpaid}, {"705", ReasonOffences}, {"706", ReasonGroundEnded}, {"707", ReasonCitizenship},
	}

	identityStates = [...]pair[IdentityDocumentState]{
		{string(wire.IdentityDocumentStateTypeKNOWN), IdentityKnown},
		{string(wire.IdentityDocumentStateTypeREPORTED_LOST), IdentityReportedLost},
		{string(wire.IdentityDocumentStateTypeREPORTED_INVALID), IdentityReportedInvalid},
	}

	notFoundReasons = [...]pair[adapters.NotFoundReason]{
		{string(wire.NotFoundReasonTypeNO_RECORD), adapters.NoRecord},
		{string(wire.NotFoundReasonTypeNOT_KEPT), adapters.NotKept},
		{string(wire.NotFoundReasonTypeWEAK_SEARCH), adapters.WeakSearch},
		{string(wire.NotFoundReasonTypeNOT_YET_RECEIVED), adapters.NotYet},
	}

	// refinements says which field tells people apart, for each thing that the registry asks for.
	refinements = [...]pair[adapters.Field]{
		{string(wire.RefineByTypeMIDDLE_NAME), adapters.FieldName},
		{string(wire.RefineByTypeLATIN_NAME), adapters.FieldLatinName},
		{string(wire.RefineByTypeSEX), adapters.FieldSex},
		{string(wire.RefineByTypeCITIZENSHIP), adapters.FieldCitizenship},
		{string(wire.RefineByTypeDOCUMENT_SERIES), adapters.FieldDocument},
		{string(wire.RefineByTypeDOCUMENT_ISSUE_DATE), adapters.FieldDocument},
		{string(wire.RefineByTypeOTHER_DOCUMENT), adapters.FieldDocument},
	}
)

// harmless gives code if it may be shown in a record and in a log, and "" if not: an unknown code is the registry's text.
func harmless(code string) string {
	if len(code) > 32 {
		return ""
	}
	for i := range len(code) {
		c := code[i]
		if letter := c|0x20 >= 'a' && c|0x20 <= 'z'; !letter && c != '_' && (c < '0' || c > '9') {
			return ""
		}
	}
	return code
}
