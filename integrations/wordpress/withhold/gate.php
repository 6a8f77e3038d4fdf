<?php

namespace Withhold;

if (!defined('ABSPATH')) {
    exit;
}

/** What the console said of a file. */
final class Answer
{
    public function __construct(
        public readonly bool $cleared,
        public readonly string $decision,
        public readonly string $link
    ) {
    }

    public function words(): string
    {
        return match ($this->decision) {
            'withhold' => __('this file must not be public as it is.', 'withhold'),
            'review' => __('this file has to be looked at by somebody else first.', 'withhold'),
            'release' => __('this file is not cleared for this site yet.', 'withhold'),
            default => __('this file is still being inspected.', 'withhold'),
        };
    }
}

/** Asks the console. No answer, a late one or one that is not understood is never a clearance. */
final class Gate
{
    private const WAIT = 25;

    public static function ask(string $path, string $name): Answer
    {
        $sha256 = hash_file('sha256', $path);
        if ($sha256 === false) {
            throw new Unusable('the file could not be read.');
        }
        if (self::cleared($sha256)) {
            return new Answer(true, 'release', '');
        }
        $boundary = 'withhold' . bin2hex(random_bytes(16));
        $found = self::request('POST', '/inspections?wait=' . self::WAIT, [
            'headers' => [
                'Content-Type' => "multipart/form-data; boundary=$boundary",
                // The same bytes once more are the same inspection.
                'Idempotency-Key' => hash('sha256', Settings::destination() . "\n" . $sha256),
            ],
            'body' => self::multipart($boundary, $path, $name),
        ]);
        if (!hash_equals($sha256, (string) ($found['sha256'] ?? ''))) {
            throw new Unusable('the console answered about another file.');
        }
        $decision = (string) ($found['decision'] ?? '');
        $cleared = $decision === 'release' && self::cleared($sha256);
        return new Answer($cleared, $decision, esc_url_raw((string) ($found['link'] ?? '')));
    }

    /** Whether exactly these bytes may be on this site now. */
    public static function cleared(string $sha256): bool
    {
        $query = http_build_query(['sha256' => $sha256, 'destination' => Settings::destination()]);
        $found = self::request('GET', "/clearances?$query", []);
        return ($found['cleared'] ?? null) === true
            && hash_equals($sha256, (string) ($found['sha256'] ?? ''))
            && ($found['destination'] ?? '') === Settings::destination();
    }

    /**
     * @param array<string, mixed> $arguments
     * @return array<string, mixed>
     */
    private static function request(string $method, string $path, array $arguments): array
    {
        $arguments['headers']['Authorization'] = 'Bearer ' . Settings::token();
        $arguments['headers']['Accept'] = 'application/json';
        $reply = wp_remote_request(Settings::url() . '/api/v1' . $path, $arguments + [
            'method' => $method,
            'timeout' => self::WAIT + 10,
            'redirection' => 0,
        ]);
        if (is_wp_error($reply)) {
            throw new Unusable('the console does not answer.');
        }
        $status = (int) wp_remote_retrieve_response_code($reply);
        $body = json_decode(wp_remote_retrieve_body($reply), true);
        if ($status < 200 || $status > 299 || !is_array($body)) {
            throw new Unusable("the console refused to answer ($status); ask whoever runs it.");
        }
        return $body;
    }

    private static function multipart(string $boundary, string $path, string $name): string
    {
        $plain = str_replace(['"', "\r", "\n", '\\'], '_', $name);
        return "--$boundary\r\nContent-Disposition: form-data; name=\"destination\"\r\n\r\n"
            . Settings::destination()
            . "\r\n--$boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"$plain\"\r\n"
            . "Content-Type: application/octet-stream\r\n\r\n"
            . file_get_contents($path)
            . "\r\n--$boundary--\r\n";
    }
}
