<?php

// Runs a generated class with each case of stdin: what the SDK answers for each key. Tells what was found and added.

namespace Kameleoon\Data {
    class CustomData
    {
        public array $data;

        public function __construct($indexOrName, string ...$values)
        {
            $this->data = [$indexOrName, $values];
        }
    }
}

namespace {
    final class Client
    {
        public array $added = [];

        public function __construct(private array $answers)
        {
        }

        public function getRemoteData(string $key, ?int $timeout = null): ?object
        {
            return json_decode($this->answers[$key] ?? throw new RuntimeException('the SDK throws'));
        }

        public function addData(string $visitorCode, Kameleoon\Data\CustomData ...$data): void
        {
            foreach ($data as $one) {
                $this->added[] = $one->data;
            }
        }
    }

    error_reporting(E_ALL);
    set_error_handler(static fn (int $level, string $message) => throw new ErrorException($message));
    require $argv[1];
    $results = [];
    foreach (json_decode(stream_get_contents(STDIN), true) as $answers) {
        $client = new Client($answers);
        $found = SegmentData::add($client, 'ada', 50);
        $results[] = [
            'personas' => $found->personas, 'traits' => (object) $found->traits, 'group' => $found->group,
            'added' => $client->added,
        ];
    }
    echo json_encode($results, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION);
}
