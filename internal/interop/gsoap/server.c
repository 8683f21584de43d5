/*
 * A registry by gSOAP. What it answers at /{registry}/{operation}/{case} is in the file replies/{operation}/{case}: "answer" with the
 * element, or "fault" with code, text, the detail's name and its element, with tabs between. What is not in an answer it takes from the
 * question as gSOAP decoded it. It is run with the folder of its registry.
 */
#include "soapH.h"

#include REGISTRY

#define MODE SOAP_C_UTFSTRING /* without it, texts are Latin-1 */

/* What a question's UsernameToken has to say. */
static char username[64], password[64];

/* What the file of the present question says. reading holds what was decoded of it until the next. */
static char reply[1 << 16];
static char *kind, *code, *text, *name;
static struct soap *reading;

/* find reads the reply that the path of a request names by its last two parts. */
static int find(struct soap *soap)
{
	char file[256];
	const char *part = soap->path + strlen(soap->path);
	FILE *f;
	int slashes = 0;
	while (part > soap->path && slashes < 2)
		if (*--part == '/')
			slashes++;
	snprintf(file, sizeof file, "replies%s", part);
	if (strstr(part, "..") || !(f = fopen(file, "r")))
		return soap_receiver_fault(soap, "no reply is kept for this path", NULL);
	reply[fread(reply, 1, sizeof reply - 1, f)] = '\0';
	fclose(f);
	kind = strtok(reply, "\t");
	if (strcmp(kind, "answer"))
		code = strtok(NULL, "\t"), text = strtok(NULL, "\t"), name = strtok(NULL, "\t");
	if (reading)
		soap_destroy(reading), soap_end(reading), soap_free(reading);
	reading = soap_new1(MODE);
	reading->is = strtok(NULL, "\t");
	return SOAP_OK;
}

/* admit verifies the UsernameToken by gSOAP's plugin. */
static int admit(struct soap *soap)
{
#ifdef WITH_TOKEN
	const char *user = soap_wsse_get_Username(soap);
	if (!user)
		return soap->error;
	if (strcmp(user, username))
		return soap_sender_fault(soap, "unknown user", NULL);
	if (soap_wsse_verify_Password(soap, password))
		return soap->error;
	soap_wsse_delete_Security(soap);
#endif
	return SOAP_OK;
}

/* fail gives the fault of the reply, its detail by its type. */
static int fail(struct soap *soap)
{
	struct SOAP_ENV__Detail *detail = soap_new_SOAP_ENV__Detail(soap, 1);
	soap_default_SOAP_ENV__Detail(soap, detail);
#define READ(fault, member) \
	if (!strcmp(name, #fault)) { \
		detail->member = soap_new__##member(reading, 1); \
		if (soap_read__##member(reading, detail->member)) \
			return SOAP_ERR; \
	}
	FAULTS(READ)
	if (!strcmp(code, "Client") || !strcmp(code, "Sender"))
		soap_sender_fault(soap, text, NULL);
	else
		soap_receiver_fault(soap, text, NULL);
	if (soap->version == 2)
		soap->fault->SOAP_ENV__Detail = detail;
	else
		soap->fault->detail = detail;
	return soap->error;
}

#define SERVE(operation) \
	int __r__##operation(struct soap *soap, struct _r__##operation##Request *question, struct _r__##operation##Response *answer) \
	{ \
		if (admit(soap) || find(soap)) \
			return soap->error; \
		if (strcmp(kind, "answer")) \
			return fail(soap); \
		if (soap_read__r__##operation##Response(reading, answer)) \
			return soap_receiver_fault(soap, "the reply cannot be read", NULL); \
		REPEAT_##operation(question, answer); \
		return SOAP_OK; \
	}
OPERATIONS(SERVE)

static int configure(void)
{
	FILE *f = fopen("credentials", "r");
	int read = f && fscanf(f, "%63s %63s", username, password) == 2;
	if (f)
		fclose(f);
	return read;
}

int main(int argc, char **argv)
{
	struct soap *soap = soap_new1(MODE);
	struct sockaddr_in address;
	socklen_t size = sizeof address;
	SOAP_SOCKET master;
	if (argc != 2 || chdir(argv[1]) || !configure())
		return 1;
#ifdef WITH_TOKEN
	soap_register_plugin(soap, soap_wsse);
#endif
	master = soap_bind(soap, "127.0.0.1", 0, 16);
	if (!soap_valid_socket(master) || getsockname(master, (struct sockaddr *)&address, &size)) {
		soap_print_fault(soap, stderr);
		return 1;
	}
	printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
	fflush(stdout);
	while (soap_valid_socket(soap_accept(soap))) {
		soap_serve(soap);
		soap_destroy(soap);
		soap_end(soap);
	}
	return 1;
}
