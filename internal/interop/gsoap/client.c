/*
 * Puts questions to the mocks through gSOAP: a line each on standard input, and a line for what came on standard output, with tabs
 * between. A question is an identifier, an operation, an address ("-": the contract's), a user and a password ("-": none), and the
 * request's element. What came is the identifier and "answer" with its element, "fault" with code, text and the detail's element, or
 * "error" with a text.
 */
#include "soapH.h"

#include REGISTRY

#define MODE (SOAP_C_UTFSTRING | SOAP_XML_STRICT) /* without the first, texts are Latin-1 */

/* print ends a line with a document, which has no line breaks of its own. */
static void print(const char *document)
{
	const char *c;
	for (c = document ? document : ""; *c; c++)
		putchar(*c == '\n' || *c == '\t' ? ' ' : *c);
	putchar('\n');
	fflush(stdout);
}

static void print_error(struct soap *soap, const char *id, const char *where)
{
	const char **text = soap_faultstring(soap);
	printf("%s\terror\t%s: error %d: ", id, where, soap->error);
	print(text && *text ? *text : "");
}

/* print_detail writes the detail of a fault that was read by its type. */
static void print_detail(struct SOAP_ENV__Detail *detail)
{
	struct soap *out = soap_new1(MODE);
	const char *document = NULL;
	out->os = &document;
	if (detail) {
#define WRITE(name, member) \
	if (detail->member) \
		soap_write__##member(out, detail->member);
		FAULTS(WRITE)
	}
	print(document);
	soap_destroy(out);
	soap_end(out);
	soap_free(out);
}

static void print_failure(struct soap *soap, const char *id)
{
	if (soap->error != SOAP_FAULT || !soap->fault) {
		soap_set_fault(soap);
		print_error(soap, id, "reading the reply");
		return;
	}
	printf("%s\tfault\t%s\t%s\t", id, *soap_faultcode(soap), *soap_faultstring(soap));
	print_detail(soap->version == 2 ? soap->fault->SOAP_ENV__Detail : soap->fault->detail);
}

#define ASK(operation) \
	static void ask_##operation(struct soap *soap, const char *id, const char *address, const char *element) \
	{ \
		struct _r__##operation##Request question; \
		struct _r__##operation##Response answer; \
		struct soap *in = soap_new1(MODE), *out = soap_new1(MODE); \
		const char *document = NULL; \
		in->is = element; \
		out->os = &document; \
		if (soap_read__r__##operation##Request(in, &question)) \
			print_error(in, id, "reading the question"); \
		else if (soap_call___r__##operation(soap, address, NULL, &question, &answer)) \
			print_failure(soap, id); \
		else if (soap_write__r__##operation##Response(out, &answer)) \
			print_error(out, id, "writing the answer"); \
		else { \
			printf("%s\tanswer\t", id); \
			print(document); \
		} \
		soap_destroy(in), soap_end(in), soap_free(in); \
		soap_destroy(out), soap_end(out), soap_free(out); \
	}
OPERATIONS(ASK)

/* ask puts the question of one line. */
static void ask(char *line)
{
	enum { ID, OPERATION, ADDRESS, USER, PASSWORD, ELEMENT, PARTS };
	char *part[PARTS];
	const char *address;
	struct soap *soap;
	int i;
	for (i = 0; i < PARTS; i++)
		if (!(part[i] = strtok(i ? NULL : line, "\t\n")))
			return;
	address = strcmp(part[ADDRESS], "-") ? part[ADDRESS] : NULL;
	soap = soap_new1(MODE);
#ifdef WITH_TOKEN
	soap_register_plugin(soap, soap_wsse);
	if (strcmp(part[USER], "-"))
		soap_wsse_add_UsernameTokenDigest(soap, NULL, part[USER], part[PASSWORD]);
#endif
#define CALL(operation) \
	if (!strcmp(part[OPERATION], #operation)) \
		ask_##operation(soap, part[ID], address, part[ELEMENT]);
	OPERATIONS(CALL)
	soap_destroy(soap);
	soap_end(soap);
	soap_free(soap);
}

int main(void)
{
	static char line[1 << 16];
	while (fgets(line, sizeof line, stdin))
		ask(line);
	return 0;
}
