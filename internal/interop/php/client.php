<?php
// Puts questions to the mocks through php-soap: a line of JSON each on standard input, and a line for what came on standard output.

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest';

// php-soap has no WS-Security: this is what its users write.
function security(string $username, string $password): SoapHeader
{
    $nonce = random_bytes(16);
    $created = gmdate('Y-m-d\TH:i:s\Z');
    $digest = base64_encode(sha1($nonce . $created . $password, true));
    $token = '<wsse:Security xmlns:wsse="' . WSSE . '" xmlns:wsu="' . WSU . '"><wsse:UsernameToken>'
        . '<wsse:Username>' . htmlspecialchars($username) . '</wsse:Username>'
        . '<wsse:Password Type="' . PROFILE . '">' . $digest . '</wsse:Password>'
        . '<wsse:Nonce>' . base64_encode($nonce) . '</wsse:Nonce><wsu:Created>' . $created . '</wsu:Created>'
        . '</wsse:UsernameToken></wsse:Security>';
    return new SoapHeader(WSSE, 'Security', new SoapVar($token, XSD_ANYXML));
}

function ask(SoapClient $client, array $question): array
{
    $headers = $question['username'] === '' ? null : [security($question['username'], $question['password'])];
    try {
        return ['answer' => $client->__soapCall($question['operation'], [$question['request']], null, $headers)];
    } catch (SoapFault $fault) {
        if (!str_contains($client->__getLastResponse() ?? '', 'Fault')) {
            return ['error' => $fault->getMessage()]; // the stack's own complaint
        }
        return ['fault' => ['code' => $fault->faultcode, 'text' => $fault->faultstring, 'detail' => $fault->detail ?? null]];
    }
}

$clients = [];
while (($line = fgets(STDIN)) !== false) {
    $question = json_decode($line, true);
    $clients[$question['wsdl']] ??= new SoapClient($question['wsdl'], [
        'soap_version' => $question['version'] === '1.2' ? SOAP_1_2 : SOAP_1_1, // it does not take it from the binding
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS, // else a list of one comes as the one
        'cache_wsdl' => WSDL_CACHE_NONE,
        'trace' => true,
    ]);
    $came = ask($clients[$question['wsdl']], $question);
    echo json_encode(['id' => $question['id']] + $came, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
}
