/* What of the contract of migration client.c and server.c have to name. */

#include "ForeignCitizenBinding.nsmap"
#include "wsseapi.h"

#define WITH_TOKEN

#define OPERATIONS(X) X(status) X(registration) X(document) X(identityDocument)
#define FAULTS(X) \
	X(RequestRejected, r__RequestRejected) X(ValidationFault, r__ValidationFault) \
	X(SignatureVerificationFault, r__SignatureVerificationFault) X(QuotaLimitExceeded, r__QuotaLimitExceeded) \
	X(SystemFault, r__SystemFault)

/* What an answer repeats of the question. */
#define REPEAT_PERSON(question, answer) \
	do { \
		(answer)->requestId = (question)->requestId; \
		(answer)->personInfo = (question)->personInfo; \
		(answer)->document = (question)->document; \
	} while (0)
#define REPEAT_status REPEAT_PERSON
#define REPEAT_registration REPEAT_PERSON
#define REPEAT_identityDocument REPEAT_PERSON
#define REPEAT_document(question, answer) \
	do { \
		(answer)->requestId = (question)->requestId; \
		(answer)->holderInfo = (question)->holderInfo; \
		(answer)->document = (question)->document; \
	} while (0)
