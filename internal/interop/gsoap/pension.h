/* What of the contract of pension client.c and server.c have to name. */

#include "InsuredPersonBinding.nsmap"

#define OPERATIONS(X) X(SnilsValidation) X(SnilsByAdditionalData) X(Payments)
#define FAULTS(X) X(PFR_FAULT, r__PFR_USCOREFAULT) X(RequestRejected, r__RequestRejected)

/* What an answer repeats of the question; a patronymic it may have though none was stated. */
#define REPEAT_PERSON(question, answer) \
	do { \
		(answer)->RequestId = (question)->RequestId; \
		(answer)->FamilyName = (question)->FamilyName; \
		(answer)->FirstName = (question)->FirstName; \
		if ((question)->Patronymic) \
			(answer)->Patronymic = (question)->Patronymic; \
		(answer)->Gender = (question)->Gender; \
		(answer)->BirthDate = (question)->BirthDate; \
	} while (0)
#define REPEAT_SnilsValidation(question, answer) \
	do { \
		REPEAT_PERSON(question, answer); \
		(answer)->Snils = (question)->Snils; \
	} while (0)
#define REPEAT_Payments REPEAT_SnilsValidation
/* The union's members are pointers in the same order on both sides. */
#define REPEAT_SnilsByAdditionalData(question, answer) \
	do { \
		REPEAT_PERSON(question, answer); \
		if ((question)->BirthPlace) \
			(answer)->BirthPlace = (question)->BirthPlace; \
		if ((question)->__union_SnilsByAdditionalDataRequest) { \
			(answer)->__union_SnilsByAdditionalDataResponse = (question)->__union_SnilsByAdditionalDataRequest; \
			(answer)->union_SnilsByAdditionalDataResponse.ForeignPassport = \
				(question)->union_SnilsByAdditionalDataRequest.ForeignPassport; \
		} \
	} while (0)
