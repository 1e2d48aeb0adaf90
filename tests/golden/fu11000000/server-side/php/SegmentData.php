<?php

/*
 * Segment's audiences, traits and group for Kameleoon's PHP SDK.
 *
 * Made by kamseg 0.1.0, mark 8ee6b2, for sitecode fu11000000.
 * Needs kameleoon/kameleoon-client-php; a custom data is found by its name by versions since September 2025.
 * Calls: getRemoteData, addData and CustomData, as the source of the package has them.
 */

declare(strict_types=1);

use Kameleoon\Data\CustomData;

final class SegmentData
{
    // The custom data of the Kameleoon project, and where Segment's value lies; null: in any of its usual places.
    private const PERSONAS = [
        'customData' => "Zielgruppen für alle",
        'path' => ["audiences"],
    ];
    private const TRAITS = [
        [
            'customData' => 0,
            'trait' => "plan",
            'type' => "string",
            'path' => null,
        ],
        [
            'customData' => "Lifetime value",
            'trait' => "lifetime_value",
            'type' => "number",
            'path' => ["traits", "lifetime_value"],
        ],
        [
            'customData' => 12,
            'trait' => "newsletter",
            'type' => "boolean",
            'path' => null,
        ],
    ];
    private const GROUP = [
        'customData' => "Company",
        'path' => ["context", "groupId"],
    ];
    private const ERROR_WORDS = [
        'code', 'detail', 'details', 'exception', 'fault', 'message', 'messages', 'status', 'statusCode',
    ];

    /** @var string[]|null The audiences; null: unknown, empty: in none. */
    public ?array $personas = null;

    /** @var array<string, string|int|float|bool> The traits that are known. */
    public array $traits = [];

    /** The id of the company or account; null: unknown. */
    public ?string $group = null;

    /**
     * Reads it from Kameleoon's Data API. A failure is no data.
     *
     * @param object $client Kameleoon's client
     * @param string $userId Segment's user id, or its anonymous id where there is none
     * @param int $timeout how long an answer may take, in milliseconds
     */
    public static function read(object $client, string $userId, int $timeout = 2000): self
    {
        $found = new self();
        if ($userId === '') {
            return $found;
        }
        $found->personas = self::personasIn(self::remoteData($client, 'COHORTS_' . $userId, $timeout));
        $profile = self::remoteData($client, 'IDENTIFY_' . $userId, $timeout);
        if ($profile === null || self::isErrorInsteadOfProfile($profile)) {
            return $found;
        }
        foreach (self::TRAITS as $trait) {
            $value = self::traitIn($profile, $trait);
            if ($value !== null) {
                $found->traits[$trait['trait']] = $value;
            }
        }
        $found->group = self::groupIn($profile);
        return $found;
    }

    /**
     * Reads it and hands it to the SDK, before a feature flag is evaluated.
     *
     * @param object $client Kameleoon's client
     * @param string $visitorCode Kameleoon's visitor
     * @param string $userId Segment's user id, or its anonymous id where there is none
     * @param int $timeout how long an answer may take, in milliseconds
     */
    public static function add(object $client, string $visitorCode, string $userId, int $timeout = 2000): self
    {
        $found = self::read($client, $userId, $timeout);
        $data = [];
        if ($found->personas !== null) {
            $data[] = new CustomData(self::PERSONAS['customData'], ...$found->personas);
        }
        foreach (self::TRAITS as $trait) {
            $text = self::textOf($found->traits[$trait['trait']] ?? null);
            if ($text !== null) {
                $data[] = new CustomData($trait['customData'], $text);
            }
        }
        if ($found->group !== null) {
            $data[] = new CustomData(self::GROUP['customData'], $found->group);
        }
        if ($data !== []) {
            $client->addData($visitorCode, ...$data);
        }
        return $found;
    }

    /**
     * What Kameleoon keeps under a key; null where it cannot be had.
     *
     * The SDK hands over whatever JSON it gets, the body of an error too: look before use.
     */
    private static function remoteData(object $client, string $key, int $timeout): ?object
    {
        try {
            $stored = $client->getRemoteData($key, $timeout);
            return is_object($stored) ? $stored : null;
        } catch (\Throwable $error) {
            return null;
        }
    }

    /** @return array<string|int, mixed> nothing where it is no object */
    private static function table(mixed $value): array
    {
        return is_object($value) ? get_object_vars($value) : [];
    }

    private static function follow(mixed $stored, array $path): mixed
    {
        foreach ($path as $key) {
            $stored = self::table($stored)[$key] ?? null;
        }
        return $stored;
    }

    /** A text of what is none; what is longer than Kameleoon takes is left out. */
    private static function textOf(mixed $value): ?string
    {
        if (!is_scalar($value)) {
            return null;
        }
        $text = is_bool($value) ? ($value ? 'true' : 'false') : (string) $value;
        return strlen($text) > 1000 ? null : $text;
    }

    /** Whether it is the body of an error: no audience is called that, and none has a text or a number for it. */
    private static function isErrorInsteadOfAudiences(array $table): bool
    {
        foreach ($table as $key => $value) {
            $isWord = in_array((string) $key, self::ERROR_WORDS, true) && !is_bool($value);
            if ($isWord || (string) $key === 'error' || (string) $key === 'errors') {
                return true;
            }
        }
        return false;
    }

    /** @return string[]|null the audiences, or null where there is nothing readable */
    private static function personasIn(?object $answer): ?array
    {
        $path = self::PERSONAS['path'];
        $stored = $path === null ? $answer : self::follow($answer, $path);
        if (is_object($stored) && self::isErrorInsteadOfAudiences(self::table($stored))) {
            return null;
        }
        if (is_object($stored) && $path === null) {
            $stored = self::unboxed($stored);
        }
        if (is_object($stored)) {
            return self::namesOfTable(self::table($stored));
        }
        return is_array($stored) ? self::namesOfList($stored) : null;
    }

    /** A list, or an object alone, one level down. */
    private static function unboxed(object $stored): object|array
    {
        $values = array_values(self::table($stored));
        foreach ($values as $value) {
            if (is_array($value) || (is_object($value) && count($values) === 1)) {
                return $value;
            }
        }
        return $stored;
    }

    /** Names that are keys, each with what is neither false nor null; a text there is the body of an error. */
    private static function namesOfTable(array $table): ?array
    {
        if (self::isErrorInsteadOfAudiences($table)) {
            return null;
        }
        $names = [];
        foreach ($table as $name => $value) {
            if (is_string($value) && $value !== '') {
                return null;
            }
            if ((string) $name !== '' && $value !== null && $value !== false) {
                $names[] = (string) $name;
            }
        }
        return $names;
    }

    /** Names in a list of texts, or of objects that have one. */
    private static function namesOfList(array $list): ?array
    {
        $names = [];
        foreach ($list as $item) {
            $table = self::table($item);
            if (self::isErrorInsteadOfAudiences($table)) {
                return null;
            }
            $values = is_object($item)
                ? [$table['name'] ?? '', $table['audience_key'] ?? '', $table['key'] ?? '', $table['id'] ?? '']
                : [$item];
            foreach ($values as $value) {
                if ((is_string($value) && $value !== '') || is_int($value) || is_float($value)) {
                    $names[] = (string) $value;
                    break;
                }
            }
        }
        return $names === [] && $list !== [] ? null : array_values(array_unique($names));
    }

    /** Whether it is the body of an error and no profile. */
    private static function isErrorInsteadOfProfile(object $profile): bool
    {
        $has = static fn (string ...$keys): bool
            => array_intersect($keys, array_map('strval', array_keys(self::table($profile)))) !== [];
        return $has('error', 'errors') || ($has('message', 'detail') && $has('code', 'status', 'statusCode'));
    }

    /** Where traits lie: at the top, or one level down. */
    private static function placesOf(object $profile): array
    {
        $table = self::table($profile);
        return [$table, self::table($table['traits'] ?? null), self::table($table['properties'] ?? null)];
    }

    /** The value of a trait, if it is of the type of the custom data. */
    private static function traitIn(object $profile, array $trait): string|int|float|bool|null
    {
        $found = self::follow($profile, $trait['path'] ?? []);
        if ($trait['path'] === null) {
            $hasIt = static fn (array $place): bool => array_key_exists($trait['trait'], $place);
            $places = array_values(array_filter(self::placesOf($profile), $hasIt));
            $found = $places[0][$trait['trait']] ?? null;
        }
        if ($trait['type'] === 'string') {
            return self::textOf($found);
        }
        if ($trait['type'] === 'boolean') {
            if ($found === 'true' || $found === 'false') {
                return $found === 'true';
            }
            return is_bool($found) ? $found : null;
        }
        if (is_string($found)) {
            $isNumber = preg_match('/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/', $found) === 1;
            $found = $isNumber ? (float) $found : null;
        }
        return is_int($found) || (is_float($found) && is_finite($found)) ? $found : null;
    }

    /** The group id, in each of its usual spellings. */
    private static function groupIn(object $profile): ?string
    {
        if (self::GROUP['path'] !== null) {
            return self::textOf(self::follow($profile, self::GROUP['path'])) ?: null;
        }
        foreach (self::placesOf($profile) as $place) {
            $inner = self::table($place['group'] ?? null);
            foreach ([$place['groupId'] ?? null, $place['group_id'] ?? null, $inner['id'] ?? null] as $value) {
                if ($value) {
                    return self::textOf($value);
                }
            }
        }
        return null;
    }
}
