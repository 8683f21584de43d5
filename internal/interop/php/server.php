<?php
// A registry by php-soap's SoapServer, behind PHP's own web server. What it answers at /{registry}/{operation}/{case} is in script.json;
// what is null there it takes from the question as SoapServer decoded it.

$script = json_decode(file_get_contents(__DIR__ . '/script.json'), true, flags: JSON_THROW_ON_ERROR);
[, $registry, $operation, $case] = explode('/', urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)));

class Registry
{
    public function __construct(private array $replies, private string $operation)
    {
    }

    // Without a method of the header's name SoapServer refuses a header that must be understood.
    public function Security($header): void
    {
    }

    public function __call(string $operation, array $arguments): array
    {
        if ($operation !== $this->operation) {
            throw new SoapFault('Client', "the operation called is $operation");
        }
        if (isset($this->replies['fault'])) {
            $fault = $this->replies['fault'];
            throw new SoapFault($fault['code'], $fault['text'], null, $fault['detail'], $fault['name']);
        }
        $question = $arguments[0];
        $answer = [];
        foreach ($this->replies['answer'] as $name => $value) {
            $answer[$name] = $value ?? $question->$name;
        }
        return $answer;
    }
}

// It answers in the version of SOAP in which it is asked.
$server = new SoapServer($script['wsdl'][$registry], ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$server->setObject(new Registry($script['replies'][$operation][$case], $operation));
$server->handle();
